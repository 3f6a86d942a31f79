"""The call centre: a member of staff books for whoever is on the telephone, by the web's rules."""

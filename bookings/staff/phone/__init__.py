"""Staff book for whoever is on the telephone or stands at the desk, by the web's rules.

The call centre finds any clinic; a clinic's own staff their own, and of the person no booking
elsewhere. What differs between the two doors is said in ``pages.py``.
"""

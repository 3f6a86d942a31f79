class Refused(Exception):
    """A request the portal turns down, said in the citizen's words.

    Verbs raise it, forms turn it into an error where the person looks. Its
    message is translated, says what is so and, where there is one, the way on.
    """

    def __str__(self):
        return str(self.args[0]) if self.args else ""

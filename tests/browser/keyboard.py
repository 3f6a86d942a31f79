from .citizen import Citizen

HAS_FOCUS = "element => element === document.activeElement"


class KeyboardOnly(Citizen):
    """A citizen without a mouse. What Tab does not reach is not there for them."""

    def reach(self, control):
        for _tab in range(80):
            if control.evaluate(HAS_FOCUS):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never comes to {control}")

    def use(self, control):
        self.reach(control)
        self.page.keyboard.press("Enter")

    def fill(self, label, text):
        self.reach(self.field(label))
        self.page.keyboard.type(text)

    def tick(self, label):
        self.reach(self.field(label))
        self.page.keyboard.press("Space")
        assert self.field(label).is_checked()

    def choose(self, label, option):
        """Type the option's first letters, as one does on a closed list."""
        self.reach(self.field(label))
        self.page.keyboard.type(option)

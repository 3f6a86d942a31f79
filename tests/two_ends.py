"""In which order the tests run."""

from xdist.scheduler import LoadScopeScheduling


class TwoEnds(LoadScopeScheduling):
    """Stories wait for servers and pages, the other tests for a processor. Half of the processes
    begin with the stories, half at the other end, so that both kinds run all the time.

    Tests go one by one to whichever process is free, but those of a realm all to one: making it
    takes as long as they do.
    """

    #: The longest first: what is short is left for the moment when both ends meet.
    STORIES = ("tests/faults/test_crowd.py", "tests/browser/", "tests/faults/", "tests/")

    def _split_scope(self, nodeid):
        file = nodeid.partition("::")[0]
        return file if file == self.STORIES[0] else nodeid

    def _assign_work_unit(self, node):
        if self.nodes.index(node) % 2 == 0:
            self.workqueue.move_to_end(min(self.workqueue, key=self.length), last=False)
        super()._assign_work_unit(node)

    def length(self, nodeid):
        begins = (nodeid.startswith(path) for path in self.STORIES)
        return next((place for place, fits in enumerate(begins) if fits), len(self.STORIES))

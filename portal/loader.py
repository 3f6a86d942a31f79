"""Django's cached loader, which prepares each template once it is there."""

from django.template.base import Template
from django.template.loaders import cached

from portal.flattening import flatten
from portal.folding import fold


class Loader(cached.Loader):
    def get_template(self, template_name, skip=None):
        template = super().get_template(template_name, skip)
        if isinstance(template, Template) and not hasattr(template, "prepared"):
            fold(template.nodelist)
            flatten(template, self.get_template)
            template.prepared = True
        return template

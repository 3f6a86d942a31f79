from django.contrib import admin

from portal.models import Notice


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):
    list_display = ["text_ko", "shown_from", "shown_until"]
    fields = ["text_ko", "text_en", "shown_from", "shown_until"]

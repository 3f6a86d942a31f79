// Shows what the portal sends to this browser, and opens the page that it is about. Nothing else.
self.addEventListener("push", event => {
  const said = event.data.json();
  const about = { body: said.text, tag: said.tag, data: said.link, lang: said.lang };
  event.waitUntil(self.registration.showNotification(said.title, about));
});
self.addEventListener("notificationclick", event => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data || "/bookings/"));
});

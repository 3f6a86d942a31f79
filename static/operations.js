/* Tells the portal that this page asks by itself, and the operator when no answer comes. */
(() => {
  const asks = () => { document.cookie = "asks=1; path=/staff/operations/; max-age=60; samesite=lax"; };
  const offline = document.getElementById("offline");
  asks();
  addEventListener("htmx:beforeSwap", (event) => {
    // Logged out meanwhile: what comes is the page to log in.
    if (!event.detail.serverResponse.includes('id="live"') && event.detail.xhr.status === 200) location.reload();
  });
  addEventListener("htmx:afterRequest", (event) => { offline.hidden = event.detail.successful; asks(); });
})();

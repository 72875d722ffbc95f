// What WordPress knows, handed to the widget: who is signed in, and where people sign in.
// No inline script: all of it stands in attributes of the element (src/Embed/Element.php).
(() => {
  // A nonce lasts half a day to a day. WordPress itself gives the next one to whoever has its session.
  const renewed = async (address) => {
    const answer = await fetch(address, { credentials: "same-origin" });
    const nonce = answer.ok ? (await answer.text()).trim() : "";
    return /^[0-9a-f]{10}$/.test(nonce) ? nonce : null;
  };
  for (const element of document.querySelectorAll('open-forum[backend="wordpress"]')) {
    const { renew, login } = element.dataset;
    let { nonce } = element.dataset;
    // The widget asks at its beginning, and again when what it got is not taken any more.
    if (nonce)
      element.getToken = async () => {
        // Several requests of the same moment begin with the same one.
        setTimeout(() => (nonce = null));
        return nonce ?? renewed(renew);
      };
    element.addEventListener("open-forum:sign-in-requested", (event) => {
      if (!login) return;
      event.preventDefault();
      location.assign(login);
    });
  }
})();

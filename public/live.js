// Listens to a thread by Server-Sent Events, while its page is on screen. Where that does not work (a proxy that holds
// events back, a server that is full), everything is read again from time to time instead, and listening is tried again.
//
// `tell(kind, data)` is called with each event; `resync` stands for all that was missed. What would build a card anew
// that has the focus, of all in `root`, is told when the focus has left it. Answers how to end it.

const KINDS = ["submission", "tally", "comment", "response", "announcement", "thread", "gone", "resync"];
// In ms: how long a connection may take to open, and the first and the longest pause until everything is read again.
const OPENS = 10000;
const FIRST = 30000;
const LONGEST = 300000;

export default (address, tell, root) => {
  let source, timer, missed;
  let wait = FIRST;
  const close = () => {
    clearTimeout(timer);
    source?.close();
  };
  const soon = (kind, data) => {
    const at = root.activeElement;
    const title = root.getElementById("t-" + (data?.submission_id ?? data?.id));
    if (kind !== "gone" && at?.closest("article")?.contains(title)) at.addEventListener("blur", () => setTimeout(soon, 0, kind, data), { once: true });
    else tell(kind, data);
  };
  const again = () => {
    missed = false;
    tell("resync");
  };
  const fail = () => {
    close();
    missed = true;
    // Not all at the same moment, after a server was away.
    timer = setTimeout(() => (again(), open()), wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST);
  };
  const open = () => {
    source = new EventSource(address);
    timer = setTimeout(fail, OPENS);
    source.onopen = () => {
      clearTimeout(timer);
      wait = FIRST;
      if (missed) again();
    };
    // The browser connects again by itself, from where it was, unless the server refuses.
    source.onerror = () => source.readyState === EventSource.CLOSED && fail();
    for (const kind of KINDS)
      source.addEventListener(kind, (event) => {
        let data;
        try {
          data = JSON.parse(event.data);
        } catch {}
        soon(kind, data);
      });
  };
  const turn = () => {
    close();
    missed = true;
    if (!document.hidden) open();
  };
  document.addEventListener("visibilitychange", turn);
  if (!document.hidden) open();
  else missed = true;
  return () => {
    close();
    document.removeEventListener("visibilitychange", turn);
  };
};

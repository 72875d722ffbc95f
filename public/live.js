// Listens to a thread by Server-Sent Events, while its page is on screen. Where that does not work (a proxy that holds
// events back, a server that is full), everything is read again from time to time instead, and listening is tried again.
//
// `tell(kind, data)` is called with each event; `resync` stands for all that was missed. Answers how to end it.

const KINDS = ["submission", "tally", "comment", "response", "announcement", "thread", "gone", "resync"];
const OPENS = 10000; // how long a connection may take
const FIRST = 30000; // until everything is read again, and the longest pause
const LONGEST = 300000;

export default (address, tell) => {
  let source, timer, missed;
  let wait = FIRST;
  const close = () => {
    clearTimeout(timer);
    source?.close();
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
        tell(kind, data);
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

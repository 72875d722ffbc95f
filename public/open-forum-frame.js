// For pages that show the forum in a frame:
//
//   <iframe data-open-forum src="https://forum.example.go.th/embed?thread=…" title="…"></iframe>
//   <script type="module" src="https://forum.example.go.th/open-forum-frame.js"></script>
//
// Gives each such frame the height of its content. To sign people in, set
// `frame.openForumToken = async () => "…"`; it is asked at once and whenever
// the forum asks for somebody to sign in. Uses no sink that Trusted Types
// guard, and no inline style that a policy would block.

const HIGHEST = 100_000; // CSS pixels; more is a mistake
const frames = () => document.querySelectorAll("iframe[data-open-forum]");
const originOf = (frame) => new URL(frame.src, document.baseURI).origin;

const send = (frame, message) => frame.contentWindow?.postMessage(message, originOf(frame));

const handOver = async (frame) => {
  if (typeof frame.openForumToken !== "function") return;
  send(frame, { type: "open-forum:token", token: (await frame.openForumToken()) ?? null });
};

const greet = (frame) => {
  send(frame, { type: "open-forum:measure" });
  handOver(frame);
};

window.addEventListener("message", (event) => {
  for (const frame of frames()) {
    if (event.source !== frame.contentWindow || event.origin !== originOf(frame)) continue;
    const message = event.data;
    if (message === null || typeof message !== "object") return;
    if (message.type === "open-forum:height") {
      const { height } = message;
      if (!Number.isFinite(height) || height < 0 || height > HIGHEST) return;
      frame.style.height = `${Math.ceil(height)}px`;
    } else if (message.type === "open-forum:sign-in-requested") {
      handOver(frame);
    }
    return;
  }
});

// A frame may have told its height before this script ran, or be loaded again.
document.addEventListener("load", (event) => event.target.matches?.("iframe[data-open-forum]") && greet(event.target), true);
for (const frame of frames()) greet(frame);

// The frame's half of the protocol between /embed and the page around it.
//
//   frame → host  {type: "open-forum:height", height}        CSS pixels
//   frame → host  {type: "open-forum:sign-in-requested"}     where the host has said that it hands over tokens
//   host → frame  {type: "open-forum:measure"}               tell the height again
//   host → frame  {type: "open-forum:token", token}          a signed token, or null
//
// Both sides name the other's origin when they send, and check it when they
// receive. The server lets only configured origins frame this page.

const content = document.getElementById("content");
const forum = document.querySelector("open-forum");
const framed = window.parent !== window;
const parentOrigin = document.body.dataset.parent || originOf(document.referrer);

let told = -1;
let planned = false;
let hostSignsIn = false;

function originOf(address) {
  try {
    const { origin } = new URL(address);
    return origin === "null" ? "" : origin;
  } catch {
    return "";
  }
}

function tell(message) {
  if (framed && parentOrigin) window.parent.postMessage(message, parentOrigin);
}

// The height of the content depends on its width alone, not on the height of
// the frame, so what the host does with it brings no new height. One message a
// frame of the screen, and only when it changed.
function measure() {
  planned = false;
  const height = Math.ceil(content.getBoundingClientRect().height);
  if (height === told) return;
  told = height;
  tell({ type: "open-forum:height", height });
}

function plan() {
  if (planned) return;
  planned = true;
  requestAnimationFrame(measure);
}

new ResizeObserver(plan).observe(content);

window.addEventListener("message", (event) => {
  if (!framed || event.source !== window.parent || event.origin !== parentOrigin) return;
  const message = event.data;
  if (message === null || typeof message !== "object") return;
  if (message.type === "open-forum:measure") {
    told = -1;
    plan();
  } else if (message.type === "open-forum:token") {
    hostSignsIn = true;
    forum.token = typeof message.token === "string" ? message.token : null;
  }
});

forum.addEventListener("open-forum:sign-in-requested", (event) => {
  if (!hostSignsIn) return;
  event.preventDefault();
  tell({ type: "open-forum:sign-in-requested" });
});

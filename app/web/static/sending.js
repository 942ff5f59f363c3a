// What every script sends to the server, and the token that says it comes from this page.

export function asJson(body) {
  const token = document.querySelector("meta[name=csrf-token]").content;
  return { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify(body) };
}

const personOf = (page) => page.querySelector("meta[name=person]")?.content;
export const person = personOf(document);

// Who signed in anew has a new token; who signed in as somebody else must not get these words.
export async function takeFreshToken(address) {
  const answer = await fetch(address, { redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("meta[name=csrf-token]")?.content;
  if (!token || personOf(page) !== person) return false;
  document.querySelector("meta[name=csrf-token]").content = token;
  document.querySelectorAll("input[name=csrf_token]").forEach((input) => { input.value = token; });
  return true;
}

// crypto.randomUUID is missing where a page came by plain http.
export function newKey() {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

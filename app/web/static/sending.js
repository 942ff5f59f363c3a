// What every script sends to the server, and the token that says it comes from this page.

export function asJson(body) {
  const token = document.querySelector("meta[name=csrf-token]").content;
  return { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify(body) };
}

// A second copy of what this browser keeps, on the disk at once: localStorage goes there only
// seconds later, and a power cut does not wait. Where it cannot be had, all works without it.

const STORE = "drafts";

const database = new Promise((resolve) => {
  const asked = indexedDB.open("kyodo", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => resolve(null);
}).catch(() => null);

async function change(act) {
  const opened = await database;
  if (!opened) return;
  const transaction = opened.transaction(STORE, "readwrite", { durability: "strict" });
  act(transaction.objectStore(STORE));
  transaction.commit?.();  // a page that is being left does not wait for the answer
}

export const copy = (name, words) => change((store) => store.put(words, name)).catch(() => {});
export const forget = (name) => change((store) => store.delete(name)).catch(() => {});

// The name and the words of each copy.
export async function copies() {
  const opened = await database;
  if (!opened) return [];
  const found = [];
  return new Promise((resolve) => {
    const reading = opened.transaction(STORE).objectStore(STORE).openCursor();
    reading.onerror = () => resolve(found);
    reading.onsuccess = () => {
      const cursor = reading.result;
      if (!cursor) return resolve(found);
      found.push([cursor.key, cursor.value]);
      cursor.continue();
    };
  });
}

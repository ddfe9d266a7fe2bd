// Puts a picture, a table or a text on the clipboard, as Word and other programs take it.
// Texts come from data and are only ever set as text, never as markup.

function table(data) {
  const paper = document.implementation.createHTMLDocument("");
  const made = paper.body.appendChild(paper.createElement("table"));
  made.setAttribute("border", "1");
  made.setAttribute("style", "border-collapse:collapse");
  data.cells.forEach((row, line) => {
    const drawn = made.appendChild(paper.createElement("tr"));
    row.forEach((text, column) => {
      const cell = drawn.appendChild(paper.createElement(line ? "td" : "th"));
      cell.textContent = text;
      cell.setAttribute("style", `padding:2px 6px;text-align:${data.right[column] ? "right" : "left"}`);
    });
  });
  return paper.body.innerHTML;
}

function picture(written) {
  const bytes = Uint8Array.from(atob(written), (sign) => sign.charCodeAt(0));
  return new Blob([bytes], { type: "image/png" });
}

const PLAIN = (text) => new Blob([text], { type: "text/plain" });

const KINDS = {
  picture: (data) => ({ "image/png": picture(data.picture) }),
  table: (data) => ({
    "text/html": new Blob([table(data)], { type: "text/html" }),
    "text/plain": PLAIN(data.cells.map((row) => row.join("\t")).join("\n")),
  }),
  text: (data) => ({ "text/plain": PLAIN(data.text) }),
};

export default function (component) {
  const { parentElement, data } = component;
  const bar = parentElement.querySelector(".copy");
  const said = parentElement.querySelector(".said");
  bar.replaceChildren();
  for (const [kind, label] of Object.entries(data.words.buttons)) {
    const button = bar.appendChild(document.createElement("button"));
    button.type = "button";
    button.textContent = label;
    button.dataset.kind = kind;
    button.addEventListener("click", async () => {
      said.textContent = ""; // what it says is of this click, also while a large picture is on its way
      try {
        await navigator.clipboard.write([new ClipboardItem(KINDS[kind](data))]);
        said.textContent = data.words.done;
      } catch {
        said.textContent = data.words.refused;
      }
    });
  }
}

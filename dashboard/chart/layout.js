// Where the boxes of a tree stand. Pure functions: no page, no state.

const BOX = { width: 212, height: 70, beside: 20, beyond: 48, margin: 18 };

// Rebuild parent and child links; whoever has no parent in the list is a root.
function treeOf(nodes) {
  const items = new Map(nodes.map((node) => [node.id, { node, parent: null, children: [] }]));
  const roots = [];
  for (const item of items.values()) {
    const parent = items.get(item.node.parent);
    if (parent && parent !== item) {
      item.parent = parent;
      parent.children.push(item);
    } else roots.push(item);
  }
  const deepen = (item, level) => {
    item.level = level;
    item.below = 0;
    for (const child of item.children) item.below += 1 + deepen(child, level + 1);
    return item.below;
  };
  roots.forEach((root) => deepen(root, 1));
  return { items, roots };
}

// Above `most` units the deeper levels begin folded: as many levels are open as leave the picture readable.
function foldedAtFirst(tree, most, readable) {
  if (tree.items.size <= most) return new Set();
  const perLevel = [];
  for (const item of tree.items.values()) perLevel[item.level] = (perLevel[item.level] || 0) + 1;
  let open = 1;
  let shown = perLevel[1] || 0;
  while (perLevel[open + 1] && shown + perLevel[open + 1] <= readable) {
    open += 1;
    shown += perLevel[open];
  }
  const folded = [...tree.items.values()].filter((item) => item.level >= open && item.children.length);
  return new Set(folded.map((item) => item.node.id));
}

// Place the open part of the tree: `line` across the generations, `level` along them. Contours keep subtrees apart.
function place(tree, folded) {
  const placed = [];
  const openChildren = (item) => (folded.has(item.node.id) ? [] : item.children);
  const settle = (item) => {
    const children = openChildren(item);
    const contour = [];
    const lines = [];
    for (const child of children) {
      const own = settle(child);
      let shift = 0;
      own.forEach(([low], depth) => {
        if (contour[depth]) shift = Math.max(shift, contour[depth][1] + 1 - low);
      });
      child.shift = shift;
      lines.push(child.line + shift);
      own.forEach(([low, high], depth) => {
        const low0 = contour[depth] ? contour[depth][0] : low + shift;
        contour[depth] = [low0, high + shift];
      });
    }
    item.line = lines.length ? (lines[0] + lines[lines.length - 1]) / 2 : 0;
    return [[item.line, item.line], ...contour];
  };
  const collect = (item, shift) => {
    placed.push(item);
    item.at = item.line + shift;
    for (const child of openChildren(item)) collect(child, shift + child.shift);
  };
  const trunk = { node: { id: "" }, children: tree.roots };
  settle(trunk);
  for (const root of tree.roots) collect(root, root.shift);
  const least = Math.min(0, ...placed.map((item) => item.at));
  placed.forEach((item) => (item.at -= least));
  return placed;
}

// Turn lines and levels into pixels; returns the size of the whole picture.
function measure(placed, across) {
  const { width, height, beside, beyond, margin } = BOX;
  const [stepLine, stepLevel] = across ? [width + beside, height + beyond] : [height + beside, width + beyond];
  for (const item of placed) {
    const line = margin + item.at * stepLine;
    const level = margin + (item.level - 1) * stepLevel;
    [item.x, item.y] = across ? [line, level] : [level, line];
  }
  const right = Math.max(0, ...placed.map((item) => item.x + width));
  const bottom = Math.max(0, ...placed.map((item) => item.y + height));
  const folds = 14; // the signs that unfold stand out beyond the last boxes
  return { width: right + margin + (across ? 0 : folds), height: bottom + margin + (across ? folds : 0) };
}

// The line from a superior to a unit: along, across, along.
function elbow(parent, child, across) {
  const { width, height } = BOX;
  if (across) {
    const [x, y] = [parent.x + width / 2, parent.y + height];
    const middle = (y + child.y) / 2;
    return `M${x} ${y}V${middle}H${child.x + width / 2}V${child.y}`;
  }
  const [x, y] = [parent.x + width, parent.y + height / 2];
  const middle = (x + child.x) / 2;
  return `M${x} ${y}H${middle}V${child.y + height / 2}H${child.x}`;
}

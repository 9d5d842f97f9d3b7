// Tiles of the scene and of its labels, fetched as they are needed; few at once, and those that are not seen any more not at all.

const AT_ONCE = 4;
const MOST = 400; // tiles that are kept: 100 MB of pixels

/** A store of tiles of one kind; load(tile) resolves with what is drawn; came() is called as each is there. */
export function store(load, came) {
  const kept = new Map(); // key -> what is drawn, the latest used last
  const under = new Set();
  const failed = new Map(); // key -> when
  let wanted = [];
  const keyOf = ({ level, row, column }) => `${level}/${row}/${column}`;

  function next() {
    while (under.size < AT_ONCE && wanted.length) {
      const tile = wanted.shift();
      const key = keyOf(tile);
      if (kept.has(key) || under.has(key)) continue;
      under.add(key);
      load(tile)
        .then((drawn) => kept.set(key, drawn))
        .catch(() => failed.set(key, performance.now()))
        .finally(() => {
          under.delete(key);
          while (kept.size > MOST) kept.delete(kept.keys().next().value);
          came();
          next();
        });
    }
  }

  return {
    /** What is drawn of a tile, if it is there. */
    get(tile) {
      const key = keyOf(tile);
      const found = kept.get(key);
      if (found) {
        kept.delete(key);
        kept.set(key, found);
      }
      return found;
    },
    /** Fetch these, in this order, and forget what was wanted before; one that failed waits a while. */
    want(tiles) {
      const now = performance.now();
      wanted = tiles.filter((tile) => !kept.has(keyOf(tile)) && !under.has(keyOf(tile)) && !(now - failed.get(keyOf(tile)) < 3000));
      next();
    },
    get all() { return kept.values(); },
    get waiting() { return under.size + wanted.length; },
    get failing() { return failed.size; },
  };
}

/** Load a tile of the scene. */
export async function pixels(version, { level, row, column }) {
  const image = new Image();
  image.src = `/scene/pixels/${version}/${level}/${row}/${column}`;
  await image.decode();
  return image;
}

/** Load a tile of labels: {numbers, width, height}. */
export async function labels({ version, bytes }, scene, { level, row, column }) {
  const answer = await fetch(`/scene/labels/${version}/${level}/${row}/${column}`);
  if (!answer.ok) throw new Error(await answer.text());
  const content = await answer.arrayBuffer();
  const numbers = bytes === 2 ? new Uint16Array(content) : new Uint8Array(content);
  const [span, step] = [scene.side * 2 ** level, 2 ** level];
  const width = Math.ceil((Math.min((column + 1) * span, scene.width) - column * span) / step);
  return { numbers, width, height: numbers.length / width, canvas: null, dressed: "" };
}

/** A tile of labels as a picture in colours, those that are off and those without data see-through. */
export function coloured(tile, { colours, nodata, off, key }) {
  if (tile.dressed === key) return tile.canvas;
  const canvas = tile.canvas ?? document.createElement("canvas");
  [canvas.width, canvas.height] = [tile.width, tile.height];
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(tile.width, tile.height);
  const words = new Uint32Array(image.data.buffer);
  const packed = new Map();
  for (let at = 0; at < words.length; at += 1) {
    const label = tile.numbers[at];
    let word = packed.get(label);
    if (word === undefined) {
      const [r, g, b] = colours.get(label) ?? [128, 128, 128];
      word = label === nodata || off.has(label) ? 0 : (255 << 24) | (b << 16) | (g << 8) | r; // little-endian, as all browsers' machines are
      packed.set(label, word);
    }
    words[at] = word;
  }
  pen.putImageData(image, 0, 0);
  return Object.assign(tile, { canvas, dressed: key }).canvas;
}

// The tower seen from above, at an angle: planes one over the other, each moved and sheared by one affine map.
//
// A point lies x to the right and y towards the viewer on its plane, z above the lowest one. The view is parallel: lines
// that are parallel stay so, and a map's pixels are all of one size.

export const FRESH = [-0.5, 0.62, 1, 0, 0]; // turned by, seen from so high above, zoom, moved right and down (radians, pixels)
const [LOWEST, HIGHEST] = [0.12, 1.45];
const [SMALLEST, LARGEST] = [0.4, 24];
export const NAMES = 56; // pixels for the layers' names, at the right

/** Keep a view within what can be seen. */
export function bounded([turn, height, zoom, right, down]) {
  const within = (value, least, most) => Math.max(least, Math.min(most, value));
  const round = Math.PI * 2;
  return [((((turn + Math.PI) % round) + round) % round) - Math.PI, within(height, LOWEST, HIGHEST), within(zoom, SMALLEST, LARGEST), within(right, -1e4, 1e4), within(down, -1e4, 1e4)];
}

/** Give, for planes of a size {wide, deep, high} on a canvas, the affine map of the plane at z: [a, b, c, d, e, f] as a canvas takes it. */
export function projector([turn, height, zoom, right, down], { wide, deep, high }, [width, tall]) {
  const room = (tall - 32) / (deep * Math.sin(FRESH[1]) + high * Math.cos(FRESH[1]) + 0.35 * wide * Math.sin(FRESH[1]));
  const scale = zoom * Math.min((width - 24 - NAMES) / wide, room);
  const [sine, cosine] = [Math.sin(turn), Math.cos(turn)];
  const flat = Math.sin(height);
  const up = Math.cos(height);
  const [a, b, c, d] = [scale * cosine, scale * sine * flat, -scale * sine, scale * cosine * flat];
  return (z) => [a, b, c, d, (width - NAMES) / 2 + right, tall / 2 + down + scale * up * (high / 2 - z)];
}

/** Where a point of a plane is seen. */
export const seen = ([a, b, c, d, e, f], x, y) => [a * x + c * y + e, b * x + d * y + f];

/** Which point of a plane is seen there. */
export function behind([a, b, c, d, e, f], sx, sy) {
  const size = a * d - b * c;
  const [x, y] = [sx - e, sy - f];
  return [(d * x - c * y) / size, (a * y - b * x) / size];
}

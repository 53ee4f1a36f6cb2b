// The projection of the map, and great circles on it.
// Natural Earth projection: B. Šavrič, B. Jenny, T. Patterson, D. Petrovič, L. Hurni, "A Polynomial Equation for the
// Natural Earth Projection", Cartography and Geographic Information Science 38(4), 2011, doi:10.1559/15230406384363.

/** The central meridian, degrees east. The edge of the map, 169° W, runs through the Bering Strait and cuts no land but ice. */
export const MERIDIAN = 11;
const RADIANS = Math.PI / 180;
const FINENESS = 0.0008; // map units that a sampled great circle may be beside the true one
const LONG = 0.2; // map units
const DEEPEST = 9; // halvings of a great circle
const EDGE_STEP = 2; // degrees between the points of the outline

/** Radians from the central meridian, from -π to less than π. */
function fromMeridian(longitude) {
  const turns = (longitude - MERIDIAN + 180) / 360;
  return (turns - Math.floor(turns)) * 2 * Math.PI - Math.PI;
}

/** The point of the map, x to the right and y down, of radians from the central meridian and of latitude. */
function projected(lambda, phi) {
  const [p2, p4] = [phi * phi, phi * phi * phi * phi];
  return {
    x: lambda * (0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4))),
    y: -phi * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4))),
  };
}

/** The point of the map of a longitude and a latitude in degrees; one unit is the radius of the Earth. */
export function project(longitude, latitude) {
  return projected(fromMeridian(longitude), latitude * RADIANS);
}

/** The same for longitudes from 169° W to 191° E, in which the edges of the map are apart. */
export function projectUnwrapped(longitude, latitude) {
  return projected((longitude - MERIDIAN) * RADIANS, latitude * RADIANS);
}

/** The outline of the map as x and y by turns. */
export function outline() {
  const points = [];
  const add = (lambda, latitude) => {
    const { x, y } = projected(lambda, latitude * RADIANS);
    points.push(x, y);
  };
  for (let latitude = 90; latitude >= -90; latitude -= EDGE_STEP) add(Math.PI, latitude);
  for (let latitude = -90; latitude <= 90; latitude += EDGE_STEP) add(-Math.PI, latitude);
  return Float64Array.from(points);
}

const vector = ({ longitude, latitude }) => {
  const [lambda, phi] = [(longitude - MERIDIAN) * RADIANS, latitude * RADIANS];
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
};

const onMap = ([x, y, z]) => {
  const [lambda, phi] = [Math.atan2(y, x), Math.asin(Math.max(-1, Math.min(1, z)))];
  const point = projected(lambda, phi);
  return { lambda, phi, x: point.x, y: point.y };
};

/** The point between two others on the unit sphere; for opposite ones it is a pole. */
function between(a, b) {
  const [x, y, z] = [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
  const long = Math.sqrt(x * x + y * y + z * z);
  return long < 1e-9 ? [0, 0, 1] : [x / long, y / long, z / long];
}

/** The great circle between two coordinates as x and y by turns. NaN, NaN parts the pieces of one that crosses the edge. */
export function greatCircle(from, to) {
  const points = [];
  const add = ({ x, y }) => points.push(x, y);
  const halve = (a, b, start, end, depth) => {
    const crosses = Math.abs(start.lambda - end.lambda) > Math.PI;
    const middle = between(a, b);
    const half = onMap(middle);
    const long = depth < 2 && Math.abs(end.x - start.x) + Math.abs(end.y - start.y) > LONG; // may bend both ways
    const off = crosses || long ? Infinity : Math.abs(half.x - (start.x + end.x) / 2) + Math.abs(half.y - (start.y + end.y) / 2);
    if (off > FINENESS && depth < (crosses ? 2 * DEEPEST : DEEPEST)) {
      halve(a, middle, start, half, depth + 1);
      halve(middle, b, half, end, depth + 1);
    } else if (crosses) {
      const phi = (start.phi + end.phi) / 2;
      add(projected(Math.sign(start.lambda) * Math.PI, phi));
      points.push(NaN, NaN);
      add(projected(Math.sign(end.lambda) * Math.PI, phi));
      add(end);
    } else add(end);
  };
  const [a, b] = [vector(from), vector(to)];
  const [start, end] = [onMap(a), onMap(b)];
  add(start);
  halve(a, b, start, end, 0);
  return Float64Array.from(points);
}

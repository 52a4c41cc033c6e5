const usual = { frames: 4, longest: Number.POSITIVE_INFINITY };
/** Clients' settings, timings and headers: most of these errors, and nothing of the cause. */
const left = new Set(['options', 'timings', 'headers', 'request', 'output', 'stdout', 'stderr']);

/** The rows with few frames a stack, and without what is large and says nothing. */
export function slimRows(text, limits = usual) {
  return text
    .trim()
    .split('\n')
    .map(line => `${JSON.stringify(slimRow(JSON.parse(line), limits))}\n`)
    .join('');
}

function slimRow(row, limits) {
  const { value, ...error } = row.error;
  const slim = slimValue(error, limits);
  return {
    ...row,
    error: value === undefined ? slim : { ...slim, value: slimValue(JSON.parse(value), limits) },
  };
}

function slimValue(value, limits, key) {
  if (left.has(key)) return undefined;
  if (typeof value === 'string')
    return key === 'stack' ? shortStack(value, limits) : value.slice(0, limits.longest);
  if (Array.isArray(value)) return value.map(item => slimValue(item, limits));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, slimValue(member, limits, name)]),
  );
}

/** Frames of Node and Java beyond the first few of each exception are left out; Python's blocks stay whole. */
function shortStack(stack, limits) {
  let frames = 0;
  return stack
    .split('\n')
    .filter(line => {
      frames = /^\s+at /.test(line) ? frames + 1 : 0;
      return frames <= limits.frames;
    })
    .join('\n')
    .slice(0, 4 * limits.longest);
}

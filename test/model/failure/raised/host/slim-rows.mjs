const mostFrames = 4;
/** Clients' settings, timings and headers: most of these errors, and nothing of the cause. */
const left = new Set(['options', 'timings', 'headers', 'request', 'output', 'stdout', 'stderr']);

/** The rows with few frames a stack, and without what is large and says nothing. */
export function slimRows(text) {
  return text
    .trim()
    .split('\n')
    .map(line => `${JSON.stringify(slimRow(JSON.parse(line)))}\n`)
    .join('');
}

function slimRow(row) {
  const { value, ...error } = row.error;
  const slim = slimValue(error);
  return { ...row, error: value === undefined ? slim : { ...slim, value: slimValue(JSON.parse(value)) } };
}

function slimValue(value, key) {
  if (left.has(key)) return undefined;
  if (typeof value === 'string') return key === 'stack' ? shortStack(value) : value;
  if (Array.isArray(value)) return value.map(item => slimValue(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, slimValue(member, name)]));
}

/** Frames of Node and Java beyond the first few of each exception are left out; Python's blocks stay whole. */
function shortStack(stack) {
  let frames = 0;
  return stack
    .split('\n')
    .filter(line => {
      frames = /^\s+at /.test(line) ? frames + 1 : 0;
      return frames <= mostFrames;
    })
    .join('\n');
}

/** Throws on a Node in which the SQLite library crashes with a segmentation fault: no code can catch that. */
export function checkNode(version: string): void {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return;
  throw withoutFrames(() => new Error(`runlens/recorder needs Node 22.19 or newer; this is ${version}`));
}

/** Node prints the line of the source that made an uncaught error, which here is one of minified code. */
function withoutFrames(create: () => Error): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const error = create();
  Error.stackTraceLimit = stackTraceLimit;
  return error;
}

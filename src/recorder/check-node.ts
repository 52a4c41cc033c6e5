/** Throws on a Node in which the SQLite library crashes with a segmentation fault: no code can catch that. */
export function checkNode(version: string): void {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return;
  // Without frames: Node would print the source line of an uncaught error, which is minified code here.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const error = new Error(`runlens/recorder needs Node 22.19 or newer; this is ${version}`);
  Error.stackTraceLimit = stackTraceLimit;
  throw error;
}

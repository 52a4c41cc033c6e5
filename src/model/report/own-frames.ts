const ownFile = 'runlens/dist/recorder.js:';
const ownFrame = /^\s*at .*(?:^|[/\\( ])runlens\/dist\/recorder\.js:\d+:\d+\)?\s*$/;

/** A stack of JavaScript without the frames of the recorder, and how many those were. */
export function withoutOwnFrames(stack: string): { readonly text: string; readonly leftOut: number } {
  if (!stack.includes(ownFile)) return { text: stack, leftOut: 0 };
  const lines = stack.split('\n');
  const kept = lines.filter(line => !ownFrame.test(line));
  return { text: kept.join('\n'), leftOut: lines.length - kept.length };
}

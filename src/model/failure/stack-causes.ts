type Told = { readonly name: string; readonly message: string };

/** The innermost exception of a stack trace of Java or Python; `undefined` where nothing was wrapped. */
export function innermostOfStack(stack: string): Told | undefined {
  return innermostOfJava(stack) ?? innermostOfGroup(stack) ?? innermostOfPython(stack);
}

function innermostOfJava(stack: string): Told | undefined {
  const line = stack.match(/^Caused by: .*$/gmu)?.at(-1);
  return line === undefined ? undefined : toTold(line.slice('Caused by: '.length));
}

/** Python draws the exceptions of a group in boxes: the first one in the deepest box that comes first. */
function innermostOfGroup(stack: string): Told | undefined {
  const [, ...boxes] = stack.slice(0, longestGroup).split(/^[ ]*\+[-+]+ 1 -+$/mu);
  const [box] = boxes.at(-1)?.split(/^[ ]*\+-{5,}/mu) ?? [];
  return box === undefined ? undefined : lastLine(box.replaceAll(/^[ |]*\| /gmu, ''));
}

const longestGroup = 50_000;

const links =
  /\n\n(?:The above exception was the direct cause of the following exception|During handling of the above exception, another exception occurred):\n\n/u;

/**
 * The blocks of a traceback begin with the innermost exception. One that was not raised on purpose happened
 * by itself while another was handled, so it is the cause.
 */
function innermostOfPython(stack: string): Told | undefined {
  const blocks = stack.split(links);
  if (blocks.length < 2) return undefined;
  const first = blocks.findLastIndex((block, index) => index > 0 && !isRaised(block));
  const block = blocks[Math.max(first, 0)];
  return first === blocks.length - 1 || block === undefined ? undefined : lastLine(block);
}

/** Whether the innermost frame is a `raise`; where the source is not shown, it is taken to be one. */
function isRaised(block: string): boolean {
  const frame = block.split('\n').findLastIndex(line => /^\s+File "/u.test(line));
  const source = block.split('\n')[frame + 1] ?? '';
  return !/^\s{3,}\S/u.test(source) || /^\s+raise\b/u.test(source);
}

/** The line `Name: message` that ends the block of an exception: the first one after its frames. */
function lastLine(block: string): Told | undefined {
  const line = block
    .split('\n')
    .findLast(text => /^[\w.]+(?:: |$)/u.test(text) && !text.startsWith('Traceback'));
  return line === undefined ? undefined : toTold(line);
}

function toTold(text: string): Told {
  const [, name = '', message = ''] =
    /^([\w.$]+)(?:(?:: ?|; lineNumber: \d+; columnNumber: \d+; )(.*))?$/su.exec(text.trimEnd()) ?? [];
  return name === '' ? { name: '', message: text } : { name, message };
}

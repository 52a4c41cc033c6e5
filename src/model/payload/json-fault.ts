export type JsonFault = {
  /** In UTF-16 units. */
  readonly at: number;
  /** From 1; columns count UTF-16 units. */
  readonly line: number;
  readonly column: number;
  /** `a comma or } is expected`. */
  readonly message: string;
};

export function findJsonFault(text: string): JsonFault | undefined {
  const reader: Reader = { text, at: 0, open: [] };
  let next: State = 'value';
  for (;;) {
    takesMatch(reader, space);
    const step: Step = steps[next](reader);
    if (step === 'done') return undefined;
    if (typeof step !== 'string') return placed(text, step);
    next = step;
  }
}

type Reader = { readonly text: string; at: number; readonly open: ('}' | ']')[] };

type State = 'value' | 'first-item' | 'first-key' | 'key' | 'colon' | 'rest';
type Fault = { readonly at: number; readonly message: string };
type Step = State | 'done' | Fault;

const steps: Readonly<Record<State, (reader: Reader) => Step>> = {
  value: readValue,
  'first-item': reader => (takes(reader, ']') ? closed(reader) : readValue(reader)),
  'first-key': reader =>
    takes(reader, '}') ? closed(reader) : readKey(reader, 'a key in double quotes, or }'),
  key: reader => readKey(reader, 'a key in double quotes'),
  colon: reader => (takes(reader, ':') ? 'value' : expected(reader, 'a colon')),
  rest: readRest,
};

function readValue(reader: Reader): Step {
  if (takes(reader, '{')) {
    reader.open.push('}');
    return 'first-key';
  }
  if (takes(reader, '[')) {
    reader.open.push(']');
    return 'first-item';
  }
  if (reader.text[reader.at] === '"') return readText(reader) ?? 'rest';
  return takesMatch(reader, scalar) ? 'rest' : expected(reader, 'a value');
}

function readKey(reader: Reader, what: string): Step {
  if (reader.text[reader.at] !== '"') return expected(reader, what);
  return readText(reader) ?? 'colon';
}

function readRest(reader: Reader): Step {
  const close = reader.open.at(-1);
  if (close === undefined)
    return reader.at === reader.text.length ? 'done' : expected(reader, 'nothing more');
  if (takes(reader, ',')) return close === '}' ? 'key' : 'value';
  return takes(reader, close) ? closed(reader) : expected(reader, `a comma or ${close}`);
}

function closed({ open }: Reader): Step {
  open.pop();
  return 'rest';
}

/** A whole number or word. */
const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const space = /[ \t\n\r]*/y;
const plainText = /[^"\\\p{Cc}]*/uy;
const escaped = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

function readText(reader: Reader): Fault | undefined {
  const start = reader.at;
  reader.at += 1;
  for (;;) {
    takesMatch(reader, plainText);
    const { text, at } = reader;
    if (takes(reader, '"')) return undefined;
    if (takesMatch(reader, escaped)) continue;
    if (at === text.length || text[at] === '\n' || text[at] === '\r')
      return { at: start, message: 'this text has no closing quote' };
    if (text[at] === '\\') return { at, message: 'JSON has no such escape' };
    if (/[\x7f-\x9f]/.test(text[at] ?? '')) reader.at += 1;
    else return { at, message: 'a control character must be written as an escape' };
  }
}

function takes(reader: Reader, character: string): boolean {
  if (reader.text[reader.at] !== character) return false;
  reader.at += 1;
  return true;
}

function takesMatch(reader: Reader, pattern: RegExp): boolean {
  pattern.lastIndex = reader.at;
  if (!pattern.test(reader.text)) return false;
  reader.at = pattern.lastIndex;
  return true;
}

function expected({ at }: Reader, what: string): Fault {
  return { at, message: `${what} is expected` };
}

function placed(text: string, { at, message }: Fault): JsonFault {
  const before = text.slice(0, at);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { at, line: before.split('\n').length, column: at - lineStart + 1, message };
}

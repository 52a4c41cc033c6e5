import { StringDecoder } from 'node:string_decoder';
import { InspectorError } from '../model/errors.ts';

/** An event of a stream, as the HTML standard's "server-sent events" has it. */
export type ServerEvent = {
  /** `message` where the stream does not say. */
  readonly type: string;
  readonly data: string;
  /** The last id that the stream gave, with this event or before it; empty when it gave none. */
  readonly id: string;
};

export type EventParser = {
  /** The events that are whole now. Throws an `InspectorError` when one is larger than the bound. */
  push(chunk: Buffer): readonly ServerEvent[];
  /** What the stream asks a client to wait before it connects again, in ms. */
  readonly retryMs: number | undefined;
  /** The id of the last block that came whole. */
  readonly lastId: string;
};

const maxEventChars = 256 * 1_024;

export function createEventParser(lastId = ''): EventParser {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let isStart = true;
  let type = '';
  let data: string[] = [];
  let dataChars = 0;
  let idNow = lastId;
  let idDone = lastId;
  let retryMs: number | undefined;

  const takeField = (line: string): void => {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') type = value;
    else if (name === 'data') {
      data.push(value);
      dataChars += value.length + 1;
    } else if (name === 'id' && !value.includes('\0')) idNow = value;
    else if (name === 'retry' && /^\d{1,9}$/.test(value)) retryMs = Number(value);
  };
  const endEvent = (): ServerEvent | undefined => {
    idDone = idNow;
    const event = data.length > 0 ? { type: type || 'message', data: data.join('\n'), id: idNow } : undefined;
    type = '';
    data = [];
    dataChars = 0;
    return event;
  };
  return {
    push: chunk => {
      const { lines, left } = cutLines(rest + decoder.write(chunk));
      rest = left;
      if (isStart && (lines.length > 0 || rest !== '')) {
        isStart = false;
        if (lines.length > 0) lines[0] = withoutMark(lines[0] ?? '');
        else rest = withoutMark(rest);
      }
      const events: ServerEvent[] = [];
      for (const line of lines) {
        const event = line === '' ? endEvent() : takeField(line);
        if (event) events.push(event);
        if (dataChars > maxEventChars) break;
      }
      if (rest.length + dataChars > maxEventChars)
        throw new InspectorError('unreadable', 'the stream of events holds one that never ends');
      return events;
    },
    get retryMs() {
      return retryMs;
    },
    get lastId() {
      return idDone;
    },
  };
}

/** Lines end with CR, LF or both; a CR at the end waits for what follows it. */
function cutLines(text: string): { lines: string[]; left: string } {
  const lines = text.split(/\r\n|\n|\r(?!$)/);
  const left = lines.pop() ?? '';
  return { lines, left };
}

function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

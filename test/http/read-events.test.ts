import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventParser, type ServerEvent } from '../../src/http/read-events.ts';

function parse(...chunks: readonly (string | Buffer)[]): readonly ServerEvent[] {
  const parser = createEventParser();
  return chunks.flatMap(chunk => parser.push(Buffer.from(chunk)));
}

describe('a parser of server-sent events', () => {
  it.each<[string, readonly Partial<ServerEvent>[]]>([
    ['data: a\n\n', [{ type: 'message', data: 'a', id: '' }]],
    ['event: changed\r\nid: 7\r\ndata: {}\r\n\r\n', [{ type: 'changed', data: '{}', id: '7' }]],
    ['data:a\rdata:  b\r\rx', [{ data: 'a\n b' }]],
    ['\uFEFFdata: a\n\n', [{ data: 'a' }]],
    [': a comment\n\nevent: lonely\n\ndata\n\n', [{ type: 'message', data: '' }]],
    ['id: 1\n\ndata: a\n\nid\ndata: b\n\n', [{ id: '1' }, { id: '' }]],
    ['id: a\0b\nwhat: ever\ndata: a\n\n', [{ id: '', data: 'a' }]],
    ['id: 4\n\nid: \u001B[2J\ndata: a\n\n', [{ id: '4', data: 'a' }]],
    ['data: never ended\n', []],
  ])('reads %j', (text, events) => {
    expect(parse(text)).toMatchObject(events);
    expect(parse(text)).toHaveLength(events.length);
  });

  it('reads the same events however the stream is divided', () => {
    const piece = fc.constantFrom(
      'data: ä€𐍈',
      'event: x',
      'id: 3',
      'retry: 5',
      ':',
      '\n',
      '\r\n',
      '\r',
      '\n\n',
      'data',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 20 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 6 })),
        (pieces, sizes) => {
          const whole = Buffer.from(`${pieces.join('')}\n\n`);
          const chunks: Buffer[] = [];
          for (let at = 0; at < whole.length; ) {
            const size = sizes.next().value ?? 1;
            chunks.push(whole.subarray(at, at + size));
            at += size;
          }
          expect(parse(...chunks)).toEqual(parse(whole));
        },
      ),
    );
  });

  it('keeps what the next connection needs', () => {
    const parser = createEventParser('5');
    parser.push(Buffer.from('retry: soon\nretry: 250\n'));
    expect(parser).toMatchObject({ retryMs: 250, lastId: '5' });
    parser.push(Buffer.from('id: 6\n\n'));
    expect(parser.lastId).toBe('6');
  });

  it.each(['data: x', ':', 'x', 'id: 1\n', 'data: x\r', ':\r\n', 'nonsense: 1\n'])(
    'rejects an event that is %j again and again',
    text => {
      const parser = createEventParser();
      const chunk = Buffer.from(text.repeat(10_000));
      expect(() => {
        for (let bytes = 0; bytes <= 300_000; bytes += chunk.length) parser.push(chunk);
      }).toThrow(/larger than 256 KB/);
    },
  );

  it.each(['data: x\n\n', ':\n\n', ':\r\n\r\n', '\r\r', '\n'])('takes any number of %j', text => {
    const parser = createEventParser();
    const chunk = Buffer.from(text.repeat(10_000));
    for (let bytes = 0; bytes <= 300_000; bytes += chunk.length) parser.push(chunk);
    expect(parser.push(Buffer.from('\ndata: last\n\n'))).toMatchObject([{ data: 'last' }]);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InspectorError } from '../../../src/model/errors.ts';
import {
  eventTextsOfBody,
  sequenceStep,
  splitBatch,
  toBody,
  toBodySync,
} from '../../../src/recorder/outbox/batch-body.ts';
import { createLosses } from '../../../src/recorder/outbox/losses.ts';

const json = fc.json({ maxDepth: 3 });

describe('a batch', () => {
  test('has the events it was made of, byte by byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(json), fc.nat(1e12), async (texts, sequence) => {
        const body = await toBody('w', sequence, texts);
        expect(await eventTextsOfBody('w', { sequence, body })).toEqual(texts);
        expect(toBodySync('w', sequence, texts).equals(body)).toBe(true);
      }),
    );
  });

  test('keeps a negative zero', async () => {
    const body = await toBody('w', 1, ['{"output":-0}']);
    expect(await eventTextsOfBody('w', { sequence: 1, body })).toEqual(['{"output":-0}']);
  });

  test('that is parted again and again keeps order, and numbers between the batch before and its own', async () => {
    const error = new InspectorError('usage', 'too much');
    const texts = Array.from({ length: 2_000 }, (_, at) => JSON.stringify({ id: `r${at}` }));
    const losses = createLosses('here', () => {});
    const sent: { sequence: number; event: string }[] = [];
    async function send(sequence: number, body: Buffer): Promise<void> {
      const [event, ...others] = await eventTextsOfBody('w', { sequence, body });
      if (event !== undefined && others.length === 0) return void sent.push({ sequence, event });
      for (const part of await splitBatch('w', { sequence, body }, error, losses))
        await send(part.sequence, part.body);
    }
    const own = 2 * sequenceStep;
    await send(own, await toBody('w', own, texts));
    expect(sent.map(({ event }) => event)).toEqual(texts);
    const numbers = sent.map(({ sequence }) => sequence);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers[0]).toBeGreaterThan(sequenceStep);
    expect(numbers.at(-1)).toBe(own);
  });
});

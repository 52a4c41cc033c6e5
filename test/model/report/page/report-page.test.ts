import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { reportPage } from '../../../../src/model/report/page/report-page.ts';
import { createRun, failedRun, now, runningRun } from '../../../cli/sample-runs.ts';
import { trials } from '../../../trials.ts';
import { factsOf, hostileFacts, hostileTexts, longRun, wholeFacts } from './pages.ts';

const page = (...facts: Parameters<typeof reportPage>) => reportPage(...facts).text;

/** The page without its own style and script, of which each stands once in it. */
function markupOf(text: string): string {
  const parts = text.split(/<style>[\s\S]*<\/style>|<script>[\s\S]*<\/script>/);
  expect(parts).toHaveLength(3);
  return parts.join('');
}

/** The text that a reader sees. */
function readable(text: string): string {
  const signs: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return markupOf(text)
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(lt|gt|quot|#39|amp);/g, (_, name) => signs[name] ?? '');
}

describe('a page about a run', () => {
  it('tells of the run, what is known of it, its group and what differs', async () => {
    await expect(page(wholeFacts)).toMatchFileSnapshot('../../../golden/report/run.html');
  });

  it('begins with what differs, where it was asked for that', () => {
    const text = readable(page({ ...wholeFacts, subject: 'comparison' }));
    expect(text.indexOf('Differences')).toBeLessThan(text.indexOf('What is known'));
    expect(text).toMatch(/Report on two runs\s+signup-pipeline: /u);
  });

  it('begins with the group, where it was asked for that', () => {
    const text = readable(page({ ...wholeFacts, subject: 'group' }));
    expect(text.indexOf('Group of failures')).toBeLessThan(text.indexOf('What is known'));
    expect(text).toContain('Failures a day, in UTC, from 2026-03-11 to 2026-03-14, at most 6');
  });

  it('says of a run that goes on how far it is', () => {
    const text = readable(page(factsOf(runningRun)));
    expect(text).toContain('invoice-sync: Running');
    expect(text).not.toContain('Error');
  });

  it('draws the steps of a run without a trace', () => {
    const text = readable(page(factsOf({ ...failedRun, trace: undefined })));
    expect(text).toContain('2 steps.');
    expect(text).toMatch(/✖ failed\s+send-email, attempt 3/u);
  });

  it('does not tell where the store is, but for the name of a target', () => {
    const text = readable(page(factsOf({ ...failedRun, target: 'shop' })));
    expect(text).toContain('runlens workflows runs retry shop/run_failed');
    expect(text).not.toContain('--target');
  });

  it('says what could not be read', () => {
    const text = readable(page(factsOf(failedRun, { unread: ['the trace: nothing answers'] })));
    expect(text).toMatch(/Not read\s+the trace: nothing answers/u);
  });

  it('masks secrets, and says how many', () => {
    const { text, hidden } = reportPage(factsOf({ ...failedRun, output: { apiKey: 'k-12345678' } }));
    expect(text).not.toMatch(/hunter2|k-12345678/u);
    expect(hidden).toBe(2);
    expect(readable(text)).toContain('2 secrets are masked in it.');
  });

  it('is small for an ordinary run', () => {
    expect(page(wholeFacts).length).toBeLessThan(40_000);
  });

  it('allows nothing but its own style and script', () => {
    const text = page(wholeFacts);
    const [, style = ''] = /<style>([\s\S]*)<\/style>/u.exec(text) ?? [];
    const [, script = ''] = /<script>([\s\S]*)<\/script>/u.exec(text) ?? [];
    const hashOf = (part: string) => `'sha256-${createHash('sha256').update(part).digest('base64')}'`;
    expect(text).toContain(
      `content="default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'"`,
    );
  });
});

/** The attributes that a page writes, and the tags. */
const attributes =
  'aria-hidden aria-label aria-labelledby charset class content datetime height hidden http-equiv id lang name open role rx scope tabindex type width x y'.split(
    ' ',
  );
const tags =
  'body button code dd details div dl dt footer h1 h2 h3 head header html li main meta ol p pre rect section span summary svg table tbody td text th thead time title tr ul'.split(
    ' ',
  );

describe('a page about a run of which every text is hostile', () => {
  it.each(Object.entries(hostileTexts))('stays a page of known tags, with %s', (_, hostile) => {
    const markup = markupOf(page(hostileFacts(hostile)));
    const found = [...markup.matchAll(/<\/?([a-z][\w-]*)((?:\s[^<>]*)?)>/g)];
    const used = found.flatMap(([, , given = '']) =>
      [...given.replaceAll(/"[^"]*"/g, '""').matchAll(/[^\s"=/]+/g)].map(([name]) => name),
    );
    expect([...new Set(found.map(([, tag]) => tag))].filter(tag => !tags.includes(tag ?? ''))).toEqual([]);
    expect([...new Set(used)].filter(name => !attributes.includes(name))).toEqual([]);
    // Nothing else begins a tag, a comment or a section.
    expect(markup.split('<')).toHaveLength(found.length + 2);
    expect(markup.startsWith('<!doctype html>')).toBe(true);
    expect(markup).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\u2028\ufeff]/u);
    expect(markup.isWellFormed()).toBe(true);
  });

  it('stays bounded with values of up to a megabyte, and says what it cuts', () => {
    const text = page(hostileFacts('<b>&amp;" long '.repeat(trials(70_000, 3_000))));
    expect(text.length).toBeLessThan(4_000_000);
    const read = readable(text);
    expect(read).toMatch(/Cut after 40,000 characters\./u);
    expect(read).toContain('200 of 300 logs: those around the failure, or the last');
  });
});

describe('the trace of a page', () => {
  const long = longRun(20_000);
  const drawn = page(factsOf(long));

  it('draws 500 spans of 20,000, says so, and keeps the one that failed', () => {
    const text = readable(drawn);
    expect(text).toContain('500 of 20,000 spans are drawn: those that failed,');
    expect(text).toMatch(/✖ failed\s+embed page 19993/u);
    expect(text).toMatch(/[\d,]+ more spans inside, not drawn/u);
    expect(drawn.match(/class="row /g)).toHaveLength(500);
    expect(drawn.length).toBeLessThan(400_000);
  });

  it('counts every span that it leaves out', () => {
    const counts = [...readable(drawn).matchAll(/([\d,]+) more spans? inside/gu)];
    const total = counts.reduce((sum, [, count = '']) => sum + Number(count.replaceAll(',', '')), 0);
    expect(total).toBe(19_500);
  });

  it('keeps the spans that the run waited for longest', () => {
    const [root, ...steps] = longRun(1_001, 1_000).trace?.spans ?? [];
    let end = now - 60_000;
    const inTurn = steps.map((span, nth) => {
      const [startAt, endAt] = [end, end + (nth === 777 ? 90 : 10)];
      end = endAt;
      return { ...span, startAt, endAt, status: 'ok' as const };
    });
    const spans = root ? [{ ...root, startAt: now - 60_000, endAt: end }, ...inTurn] : [];
    const text = page(factsOf(createRun({ id: 'run_turns', finishedAt: end, trace: { spans, logs: [] } })));
    expect(readable(text)).toMatch(
      /embed page 778 · step · [^·]* · took 90ms · on the critical path for 90ms/u,
    );
  });

  it('draws each bar within the axis, however short and late its span is', () => {
    const bars = [...drawn.matchAll(/x="([\d.]+)%" width="([\d.]+)%"/g)];
    expect(bars.length).toBe(500);
    const outside = bars.filter(([, x, width]) => Number(x) + Number(width) > 100.01 || Number(width) < 0.4);
    expect(outside.map(([bar]) => bar)).toEqual([]);
  });

  it('says how many spans there are where not all were read', () => {
    expect(readable(page(factsOf(failedRun, { spanTotal: 250_000 })))).toContain(
      '2 of 250,000 spans are drawn',
    );
  });

  it('draws a trace that is deeper than a browser nests elements', () => {
    const text = page(factsOf(longRun(3_000, 1)));
    expect(text.match(/class="row /g)).toHaveLength(500);
    expect(text.match(/<details/g)?.length).toBeLessThan(110);
    expect(readable(text)).toContain('2,494 more spans, not drawn');
  });

  it('draws spans that are inside of each other once', () => {
    const spans = ['a', 'b', 'c'].map((id, at) => ({
      ...{ id, parentId: ['c', 'a', 'b'][at], name: `span-${id}`, kind: 'step', attributes: {}, events: [] },
      ...{ startAt: now - 100 + at, endAt: now, status: 'ok' as const },
    }));
    const text = page(factsOf(createRun({ id: 'run_circle', trace: { spans, logs: [] } })));
    expect(text.match(/class="row /g)).toHaveLength(3);
  });

  it('writes the words of an error at the span where it began, not at each around it', () => {
    const [first, second] = failedRun.trace?.spans ?? [];
    const attributes = { 'exception.message': 'the line is busy' };
    const spans = [first, second].flatMap(span => (span ? [{ ...span, attributes }] : []));
    const text = page(factsOf({ ...failedRun, trace: { spans, logs: [] } }));
    expect(text.match(/the line is busy/g)).toHaveLength(1);
  });
});

import { durationMs, type RunSummary, runAddress } from '../../run.ts';
import { statusPhrase } from '../../status.ts';
import { countOf, formatCount, formatDuration, toIsoTime } from '../../text/formats.ts';
import { definitions, type Html, html, section, table, timeOf } from './html.ts';
import type { ComparisonWords, GroupFacts } from './report-facts.ts';

export function comparisonSection({ sentence, runs, about, differences, total }: ComparisonWords): Html {
  const rows = runs.map(run => [run.letter, run.address, run.status, run.created, run.duration]);
  const left = total - differences.length;
  return section('differences', 'Differences', [
    total === 0 ? html`<p>${sentence}</p>` : undefined,
    table('The runs', ['Run', 'Id', 'Status', 'Created', 'Duration'], rows),
    about.map(line => html`<p class="note">${line}.</p>`),
    differences.length > 0 ? html`<ol>${differences.map(line => html`<li>${line}</li>`)}</ol>` : undefined,
    left > 0
      ? html`<p class="note">${countOf(left, 'more difference')}: <code>runlens diff</code> lists them.</p>`
      : undefined,
  ]);
}

export function groupSection({ rows, times, runs }: GroupFacts, now: number): Html {
  return section('group', 'Group of failures', [
    definitions(rows),
    dayChart(times),
    runs.length > 0 ? runTable(runs, now) : undefined,
  ]);
}

const dayMs = 86_400_000;
const mostDays = 60;

/** A bar for each day with failures, of the last 60 days; nothing for a single day. */
function dayChart(times: GroupFacts['times']): Html | undefined {
  const days = new Map<number, number>();
  for (const [at, count] of times) {
    const day = Math.floor(at / dayMs);
    days.set(day, (days.get(day) ?? 0) + count);
  }
  const last = Math.max(...days.keys());
  const first = Math.max(Math.min(...days.keys()), last - mostDays + 1);
  if (days.size < 2 || last === first) return undefined;
  const most = Math.max(...days.values());
  const width = 100 / (last - first + 1);
  const bars = Array.from(days)
    .filter(([day]) => day >= first)
    .map(([day, count]) => {
      const height = Math.max(2, Math.round((60 * count) / most));
      return html`<rect class="bad" x="${round(width * (day - first))}%" width="${round(width * 0.8)}%" y="${64 - height}" height="${height}"><title>${isoDay(day)}: ${formatCount(count)} failed</title></rect>`;
    });
  const label = `Failures a day, in UTC, from ${isoDay(first)} to ${isoDay(last)}, at most ${formatCount(most)}`;
  return html`<p class="note">${label}</p><svg class="bar days" role="img" aria-label="${label}">${bars}</svg>`;
}

function isoDay(day: number): string {
  return toIsoTime(day * dayMs).split('T', 1)[0] ?? '';
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

function runTable(runs: readonly RunSummary[], now: number): Html {
  const rows = runs.map(run => {
    const duration = durationMs(run, now);
    const status = [statusPhrase(run, now), duration === undefined ? '' : formatDuration(duration)];
    return [timeOf(run.createdAt), run.name, runAddress(run), ...status];
  });
  const columns = ['Created', 'Workflow', 'Id', 'Status', 'Duration'];
  return html`<h3>Its newest runs</h3>${table('Its newest runs', columns, rows)}`;
}

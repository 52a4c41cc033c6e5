import { escapeText } from '../../report/markdown-note.ts';
import { formatCount } from '../../text/formats.ts';
import { redactText } from '../../text/redact.ts';
import type { RunComparison } from '../run-comparison.ts';
import { comparisonWords } from './comparison-words.ts';

/** A comparison for a bug report, its secrets masked. */
export function comparisonMarkdown(comparison: RunComparison, now: number): string {
  const { sentence, runs, about, differences, total } = comparisonWords(comparison, now);
  const rows = runs.map(({ letter, address, status, created, duration }) =>
    [letter, address, status, created, duration].map(shown).join(' | '),
  );
  const lines = [
    `# ${shown(`${comparison.a.name}: ${sentence}`)}`,
    '',
    '| | run | status | created | duration |',
    '|---|---|---|---|---|',
    ...rows.map(row => `| ${row} |`),
    '',
    ...about.map(line => `${shown(line)}.`),
    ...listed(differences, total),
  ];
  return `${lines.join('\n')}\n`;
}

function listed(differences: readonly string[], total: number): readonly string[] {
  if (total === 0) return [];
  const rest = total - differences.length;
  return [
    '',
    '## Differences',
    '',
    ...differences.map(line => `- ${shown(line)}`),
    ...(rest > 0 ? ['', `and ${formatCount(rest)} more`] : []),
  ];
}

function shown(text: string): string {
  return escapeText(redactText(text).text);
}

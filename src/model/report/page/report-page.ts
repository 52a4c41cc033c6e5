import { createHash } from 'node:crypto';
import { withWholeValues } from '../../payload/lazy/lazy-parts.ts';
import type { Run } from '../../run.ts';
import { countOf } from '../../text/formats.ts';
import { safeLine } from '../../text/safe-text.ts';
import { mask } from '../../text/secrets/secret-value.ts';
import { noteTitle } from '../markdown-note.ts';
import { maskRun, type Rendered } from '../render-copy.ts';
import { explanationRows } from '../run-explanation.ts';
import { comparisonSection, groupSection } from './found-sections.ts';
import { definitions, Html, html, type Part, section, timeOf } from './html.ts';
import { pageScript } from './page-script.ts';
import { pageStyle } from './page-style.ts';
import type { ReportFacts } from './report-facts.ts';
import { errorSection, factSection, logSection, payloadSection } from './run-sections.ts';
import { shortenTexts } from './shorten-texts.ts';
import { waterfallSection } from './waterfall.ts';

/** One HTML file that loads nothing and may be shared: secrets are masked, and no recorded text can run. */
export function reportPage(given: ReportFacts): Rendered {
  const { run: recorded, ...known } = withWholeValues(given.explained);
  const bounded = shortenTexts(recorded);
  const facts = { ...given, explained: { ...known, run: bounded } };
  // The drawn part of a trace is masked where it is written: masking all of it takes long.
  const run = { ...maskRun({ ...bounded, trace: undefined }), trace: recorded.trace };
  const content = contentOf(facts, run);
  const hidden = content.markup.split(mask).length - 1;
  return { text: documentOf(titleOf(facts, run), [content, footer(facts, hidden)]).markup, hidden };
}

function titleOf({ subject, comparison, now }: ReportFacts, run: Run): string {
  const isCompared = subject === 'comparison' && comparison;
  const title = isCompared ? `${run.name}: ${comparison.sentence}` : noteTitle(run, now);
  return safeLine(title, { maxLength: longestTitle });
}

function documentOf(title: string, body: Part): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${new Html(pageStyle)}</style>
</head>
<body>
${body}
<script>${new Html(pageScript)}</script>
</body>
</html>
`;
}

function contentOf(facts: ReportFacts, run: Run): Html {
  const { subject, spanTotal, comparison, group, now } = facts;
  const compared = comparison && comparisonSection(comparison);
  const ofGroup = group && groupSection(group, now);
  const { headline, known, next } = explanationOf(facts);
  const sections = [
    subject === 'comparison' ? compared : undefined,
    subject === 'group' ? ofGroup : undefined,
    ...[known, errorSection(run), payloadSection(run)],
    ...[waterfallSection(run, spanTotal, now), logSection(run)],
    subject === 'comparison' ? undefined : compared,
    subject === 'group' ? undefined : ofGroup,
    ...[factSection(run, now), next],
  ];
  return html`<header>
<p class="kind">${kinds[subject]}</p>
<h1>${titleOf(facts, run)}</h1>
<p>${headline}</p>
</header>
<main>
${sections}</main>
`;
}

/** The page repeats all of it below. */
const longestTitle = 240;

const kinds: Readonly<Record<ReportFacts['subject'], string>> = {
  run: 'Report on a run',
  group: 'Report on a group of failures, with its last run',
  comparison: 'Report on two runs',
};

/** Loads nothing, and allows only the style and the script of this program. */
function policy(): string {
  const hashes = [pageStyle, pageScript].map(
    text => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
  return `default-src 'none'; style-src ${hashes[0]}; script-src ${hashes[1]}; base-uri 'none'; form-action 'none'`;
}

const labels: Readonly<Record<string, string>> = {
  error: 'Error',
  group: 'Group',
  settled: 'Settled',
  note: 'Note',
  since: 'Since',
  shared: 'Shared',
  differs: 'First difference',
  input: 'Input',
  call: 'Failing call',
  at: 'At',
  unread: 'Not read',
};

function explanationOf({ explained, unread, now, canRunAgain }: ReportFacts) {
  // A location belongs to the sender, and means nothing on another machine.
  const rows = explanationRows(explained, { now, commands: { at: {}, canRunAgain } });
  const known = rows.filter(([label]) => label !== '' && label !== 'next');
  const next = rows.filter(([label]) => label === 'next');
  const facts = definitions([
    ...known.map(([label, text]) => [labels[label] ?? label, text] as const),
    ...unread.map(text => ['Not read', text] as const),
  ]);
  const lines = next.map(([, text]) => html`<li><code>${text}</code></li>`);
  return {
    headline: rows.find(([label]) => label === '')?.[1],
    known: known.length + unread.length > 0 ? section('why', 'What is known', facts) : undefined,
    next:
      lines.length > 0
        ? section('next', 'What to type next', html`<ul class="plain">${lines}</ul>`)
        : undefined,
  };
}

function footer({ now, madeBy }: ReportFacts, hidden: number): Html {
  const masked =
    hidden === 0
      ? 'Nothing in it looked like a secret'
      : `${countOf(hidden, 'secret is', 'secrets are')} masked in it`;
  return html`<footer><p>Made by ${madeBy} at ${timeOf(now)}, from which ages are counted. Clock times without a date or zone are of ${zoneOf(now)}. ${masked}.</p></footer>`;
}

/** `UTC+02:00`: the offset of this machine at a time. */
function zoneOf(at: number): string {
  const minutes = -new Date(at).getTimezoneOffset();
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}

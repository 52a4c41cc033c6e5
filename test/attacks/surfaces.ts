import { writeCase } from '../../src/case-file/write-case.ts';
import { comparisonMarkdown, comparisonWords } from '../../src/model/compare/text/comparison-words.ts';
import { createFailureGroups } from '../../src/model/failure/failure-groups.ts';
import { toTally } from '../../src/model/failure/failure-tally.ts';
import { copyChoices } from '../../src/model/report/copy-choices.ts';
import { groupCopies } from '../../src/model/report/group-copies.ts';
import { reportPage } from '../../src/model/report/page/report-page.ts';
import type { Run } from '../../src/model/run.ts';
import { plainTheme } from '../../src/screen/paint/theme.ts';
import type { Action } from '../../src/screen/shell/state.ts';
import { columnIds } from '../../src/screen/table/columns.ts';
import { notificationSequence } from '../../src/terminal/known-terminals.ts';
import { createFakeStore } from '../cli/fake-store.ts';
import { runCli } from '../cli/run-cli.ts';
import { now } from '../cli/sample-runs.ts';
import { connect } from '../mcp/connect.ts';
import { compare } from '../model/compare/compared-runs.ts';
import { factsOf } from '../model/report/page/pages.ts';
import { earlyFrame } from '../screen/checked-drawing.ts';
import { drawApp } from '../screen/draw-app.tsx';
import { frame, press, showRun } from '../screen/run/frames/frames.ts';
import { listState } from '../screen/screen-states.ts';
import { enterEachRow } from '../screen/secret-runs.ts';

/** All that a surface shows of a run before anything is revealed, and of one that is compared with it. */
export type Surface = (run: Run, other: Run) => string | Promise<string>;

const unfold = [{ type: 'toggle-all' }, { type: 'toggle-all' }] as const;

function detail(width: number, ...looks: Parameters<typeof press>[2][number][]): Surface {
  const box = { width, height: 600 };
  return run => frame(press(showRun(run, box), box, [...looks, ...unfold]), box);
}

function screen(...actions: readonly Action[]): string {
  return drawApp(listState({ columns: 200, rows: 80 }, ...actions), plainTheme).join('\n');
}

async function printed(run: Run, ...lines: readonly (readonly string[])[]): Promise<string> {
  const store = createFakeStore([run]);
  const results = await Promise.all(lines.map(line => runCli(line, { store, columns: 400 })));
  return results.map(({ out, err }) => out + err).join('\n');
}

export const surfaces: Readonly<Record<string, Surface>> = {
  'the detail': detail(1500),
  'the detail as YAML in a narrow pane': detail(60, { type: 'format' }, { type: 'wrap' }),
  metadata: detail(1500, { type: 'tab', to: 'metadata' }),
  'the trace': run => {
    const box = { width: 1500, height: 600 };
    const tab = { type: 'tab', to: 'trace' } as const;
    return frame(press(showRun(run, box), box, [tab, ...unfold, ...enterEachRow.slice(0, 120)]), box);
  },
  'the folded trace': run => {
    const box = { width: 1500, height: 60 };
    return frame(press(showRun(run, box), box, [{ type: 'tab', to: 'trace' }]), box);
  },
  'the table': run => {
    const loaded: Action = { type: 'page-loaded', kind: 'first', page: { runs: [run] } };
    const look: Action = { type: 'look-changed', look: { columns: columnIds } };
    return [400, 2000]
      .map(columns => earlyFrame(listState({ columns, rows: 20 }, loaded, look), plainTheme).join('\n'))
      .join('\n');
  },
  copies: run =>
    (['json', 'yaml'] as const)
      .flatMap(format => copyChoices({ run, target: run.target, format, reveal: false, now }))
      .map(choice => choice.text())
      .join('\n'),
  'copies of a group': run => {
    const groups = createFailureGroups();
    const tally = toTally(run);
    groups.add(tally ? [tally] : []);
    return groups
      .groups()
      .flatMap(group => groupCopies(group, {}, { now }).map(copy => copy.render().text))
      .join('\n');
  },
  'a page': (a, b) => {
    const comparison = comparisonWords(compare(a, b, [], now), now);
    const text = reportPage(factsOf(a, { comparison, madeBy: 'runlens' })).text;
    return text
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&amp;', '&');
  },
  'a case file': run => writeCase([run], { program: 'runlens', createdAt: now, from: ['sqlite'] }).text,
  'a comparison': (a, b) => {
    const comparison = { ...compare(a, b, [], now), spansLeftOut: 0 };
    const request = {};
    return [
      comparisonMarkdown(comparison, now),
      screen(
        { type: 'compare-requested', request, a, against: 'success' },
        { type: 'runs-compared', request, comparison },
        { type: 'compare-all-folded' },
      ),
    ].join('\n');
  },
  'a notification': run => notificationSequence(run.name, { TERM_PROGRAM: 'WezTerm' }),
  'the command line': run =>
    printed(
      run,
      ['agents', 'runs', 'get', run.id, '--include', 'steps,messages,trace', '-o', 'table'],
      ['history', 'list', '-o', 'table'],
      ['failures', 'list', '-o', 'table'],
      ['history', 'get', run.id, '--redact', '-o', 'json'],
    ),
  'answers to an agent': async run => {
    const { call } = await connect({ store: createFakeStore([run]), now });
    const include = ['steps', 'messages', 'trace'];
    const answers = [
      await call('get_run', { id: run.id, include }),
      await call('get_run', { id: run.id, include: ['steps'], path: 'input' }),
      await call('list_runs'),
      await call('list_failures'),
    ];
    return answers.map(({ text }) => text).join('\n');
  },
};

import type { Command } from 'commander';
import { splitLine } from './completion/shells.ts';
import type { Runner } from './context/context.ts';
import { agentNouns, type Declare, workflowNouns } from './options/define-command.ts';

type CommandTree = { readonly [word: string]: CommandNode };

type CommandNode = {
  readonly declare: (parent: Command, runner: Runner, word: string) => Promise<Command>;
  readonly commands?: CommandTree;
};

/** Every command as it is typed. A new one is a file in `commands/` and a line here. */
const commandTree: CommandTree = {
  demo: command(async () => (await import('./commands/demo.ts')).demo),
  workflows: group('workflows and their runs', {
    list: command(async () => (await import('./commands/workflows-list.ts')).workflowsList, workflowNouns),
    run: command(async () => (await import('./commands/workflows-run.ts')).workflowsRun),
    runs: group('runs of workflows', {
      list: command(async () => (await import('./commands/runs-list.ts')).runsList, workflowNouns),
      get: command(async () => (await import('./commands/runs-get.ts')).runsGet, workflowNouns),
      cancel: command(async () => (await import('./commands/runs-cancel.ts')).runsCancel, workflowNouns),
      retry: command(async () => (await import('./commands/runs-retry.ts')).runsRetry),
      act: command(async () => (await import('./commands/runs-act.ts')).runsAct),
    }),
  }),
  agents: group('agents and their sessions', {
    list: command(async () => (await import('./commands/workflows-list.ts')).workflowsList, agentNouns),
    sessions: group('sessions of agents', {
      list: command(async () => (await import('./commands/runs-list.ts')).runsList, agentNouns),
      get: command(async () => (await import('./commands/runs-get.ts')).runsGet, agentNouns),
      cancel: command(async () => (await import('./commands/runs-cancel.ts')).runsCancel, agentNouns),
    }),
  }),
  history: group('runs and sessions across workflows, agents and projects', {
    list: command(async () => (await import('./commands/runs-list.ts')).historyList),
    get: command(async () => (await import('./commands/runs-get.ts')).historyGet),
  }),
  failures: group('failed runs, grouped by cause', {
    list: command(async () => (await import('./commands/failures/failures-list.ts')).failuresList),
    get: command(async () => (await import('./commands/failures/failures-get.ts')).failuresGet),
    shared: command(async () => (await import('./commands/failures/failures-shared.ts')).failuresShared),
    note: command(async () => (await import('./commands/failures/failures-marks.ts')).failuresNote),
    mute: command(async () => (await import('./commands/failures/failures-marks.ts')).failuresMute),
    unmark: command(async () => (await import('./commands/failures/failures-marks.ts')).failuresUnmark),
  }),
  case: group('case files: runs in a file, to share without the store', {
    save: command(async () => (await import('./commands/case-save.ts')).caseSave),
  }),
  explain: command(async () => (await import('./commands/explain.ts')).explain),
  diff: command(async () => (await import('./commands/diff.ts')).diff),
  report: {
    ...command(async () => (await import('./commands/report/report.ts')).report),
    commands: { diff: command(async () => (await import('./commands/report/report-diff.ts')).reportDiff) },
  },
  watch: command(async () => (await import('./commands/watch.ts')).watch),
  targets: group('where runs come from, and which target is used', {
    list: command(async () => (await import('./commands/targets-list.ts')).targetsList),
    use: command(async () => (await import('./commands/targets-use.ts')).targetsUse),
    test: command(async () => (await import('./commands/targets-test.ts')).targetsTest),
  }),
  acts: command(async () => (await import('./commands/acts.ts')).acts),
  prune: command(async () => (await import('./commands/prune.ts')).prune),
  serve: {
    ...command(async () => (await import('./commands/serve/serve.ts')).serve),
    commands: {
      token: group('who may use a served store, and for what', {
        add: command(async () => (await import('./commands/serve/serve-token.ts')).serveTokenAdd),
        list: command(async () => (await import('./commands/serve/serve-token.ts')).serveTokenList),
        revoke: command(async () => (await import('./commands/serve/serve-token.ts')).serveTokenRevoke),
      }),
    },
  },
  listen: command(async () => (await import('./commands/listen.ts')).listen),
  mcp: command(async () => (await import('./commands/mcp.ts')).mcp),
  completion: command(async () => (await import('./commands/completion.ts')).completion),
  // Hidden: `demo` starts it.
  '__demo-runs': command(async () => (await import('./commands/demo-process.ts')).demoRuns),
};

function command(load: () => Promise<Declare>, nouns = workflowNouns): CommandNode {
  return { declare: async (parent, runner, word) => (await load())(parent, runner, word, nouns) };
}

function group(description: string, commands: CommandTree): CommandNode {
  return { declare: async (parent, _, word) => parent.command(word).description(description), commands };
}

/** Declares the command that the line names, or every command where it names none. */
export async function declareCommands(
  program: Command,
  runner: Runner,
  line: readonly string[],
): Promise<void> {
  const isCompletion = line[0] === '__complete';
  const typed = isCompletion ? splitLine(line[2] ?? '').words.slice(1) : line;
  const words = afterSharedOptions(typed);
  const isNamed = words[0] !== undefined && Object.hasOwn(commandTree, words[0]);
  if (!isNamed || words.length < typed.length) {
    const { declareCommand } = await import('./inspect/inspect.ts');
    declareCommand(program, runner);
  }
  await declareTree(commandTree, program, runner, words);
  if (isCompletion || !isNamed) {
    const { completeLine } = await import('./commands/completion.ts');
    completeLine(program, runner, '__complete', workflowNouns);
  }
}

function afterSharedOptions(line: readonly string[]): readonly string[] {
  const [first = ''] = line;
  if (first === '--target') return afterSharedOptions(line.slice(2));
  return first === '--insecure' || first === '--read-only' || first.startsWith('--target=')
    ? afterSharedOptions(line.slice(1))
    : line;
}

async function declareTree(
  tree: CommandTree,
  parent: Command,
  runner: Runner,
  [word, ...words]: readonly string[],
): Promise<void> {
  const isNamed = word !== undefined && Object.hasOwn(tree, word);
  for (const [name, { declare, commands = {} }] of Object.entries(tree)) {
    if (isNamed && name !== word) continue;
    const declared = await declare(parent, runner, name);
    await declareTree(commands, declared, runner, isNamed ? words : []);
  }
}

import type { Command } from 'commander';
import { splitLine } from './completion/shells.ts';
import type { Runner } from './context/context.ts';
import { agentNouns, type Nouns, workflowNouns } from './context/nouns.ts';

type CommandTree = { readonly [word: string]: CommandNode };

type CommandNode = {
  readonly declare: (parent: Command, runner: Runner, word: string) => Promise<Command>;
  readonly commands?: CommandTree;
};

/** Every command as it is typed. A new one is a file in `commands/` and a line here. */
const commandTree: CommandTree = {
  demo: command(() => import('./commands/demo.ts')),
  workflows: group('workflows and their runs', {
    list: command(() => import('./commands/workflows-list.ts'), workflowNouns),
    run: command(() => import('./commands/workflows-run.ts')),
    runs: group('runs of workflows', {
      list: command(() => import('./commands/runs-list.ts'), workflowNouns),
      get: command(() => import('./commands/runs-get.ts'), workflowNouns),
      cancel: command(() => import('./commands/runs-cancel.ts'), workflowNouns),
      retry: command(() => import('./commands/runs-retry.ts')),
      act: command(() => import('./commands/runs-act.ts')),
    }),
  }),
  agents: group('agents and their sessions', {
    list: command(() => import('./commands/workflows-list.ts'), agentNouns),
    sessions: group('sessions of agents', {
      list: command(() => import('./commands/runs-list.ts'), agentNouns),
      get: command(() => import('./commands/runs-get.ts'), agentNouns),
      cancel: command(() => import('./commands/runs-cancel.ts'), agentNouns),
    }),
  }),
  history: group('runs and sessions across workflows, agents and projects', {
    list: command(() => import('./commands/history-list.ts')),
    get: command(() => import('./commands/history-get.ts')),
  }),
  failures: group('failed runs, grouped by cause', {
    list: command(() => import('./commands/failures/failures-list.ts')),
    get: command(() => import('./commands/failures/failures-get.ts')),
    shared: command(() => import('./commands/failures/failures-shared.ts')),
    note: command(() => import('./commands/failures/failures-note.ts')),
    mute: command(() => import('./commands/failures/failures-mute.ts')),
    unmark: command(() => import('./commands/failures/failures-unmark.ts')),
  }),
  case: group('case files: runs in a file, to share without the store', {
    save: command(() => import('./commands/case-save.ts')),
  }),
  explain: command(() => import('./commands/explain.ts')),
  diff: command(() => import('./commands/diff.ts')),
  report: {
    ...command(() => import('./commands/report/report.ts')),
    commands: { diff: command(() => import('./commands/report/report-diff.ts')) },
  },
  watch: command(() => import('./commands/watch.ts')),
  targets: group('where runs come from, and which target is used', {
    list: command(() => import('./commands/targets-list.ts')),
    use: command(() => import('./commands/targets-use.ts')),
    test: command(() => import('./commands/targets-test.ts')),
  }),
  acts: command(() => import('./commands/acts.ts')),
  prune: command(() => import('./commands/prune.ts')),
  serve: {
    ...command(() => import('./commands/serve/serve.ts')),
    commands: {
      token: group('who may use a served store, and for what', {
        add: command(() => import('./commands/serve/serve-token-add.ts')),
        list: command(() => import('./commands/serve/serve-token-list.ts')),
        revoke: command(() => import('./commands/serve/serve-token-revoke.ts')),
      }),
    },
  },
  listen: command(() => import('./commands/listen.ts')),
  mcp: command(() => import('./commands/mcp.ts')),
  completion: command(() => import('./commands/completion.ts')),
  // Hidden: `demo` starts it.
  '__demo-runs': command(() => import('./commands/demo-process.ts')),
};

type CommandFile = {
  readonly declareCommand: (parent: Command, runner: Runner, nouns: Nouns) => Command;
};

/** Loads the file of a command when it is declared; commands that both kinds of run share read `nouns`. */
function command(load: () => Promise<CommandFile>, nouns = workflowNouns): CommandNode {
  return { declare: async (parent, runner) => (await load()).declareCommand(parent, runner, nouns) };
}

function group(description: string, commands: CommandTree): CommandNode {
  return { declare: async (parent, _, word) => parent.command(word).description(description), commands };
}

/** Declares the command that the words of a line name, or every command where they name none. */
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
    const { declareHidden } = await import('./commands/completion.ts');
    declareHidden(program, runner);
  }
}

/** The line without the options in front of a command that hold for every command. */
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

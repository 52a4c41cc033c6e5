import type { Command } from 'commander';
import type { Runner } from './context.ts';
import { agentNouns, type Nouns, workflowNouns } from './nouns.ts';

/** Declares a command below its parent; the command's file is loaded only then. */
type Declare = (parent: Command, runner: Runner) => Promise<Command>;

type CommandTree = {
  readonly [word: string]: Declare | { readonly group: Declare; readonly commands: CommandTree };
};

/** Every command as it is typed. A new one is a file in `commands/` and a line here. */
const commandTree: CommandTree = {
  demo: command(() => import('./commands/demo.ts')),
  workflows: {
    group: group('workflows', 'workflows and their runs'),
    commands: {
      list: command(() => import('./commands/workflows-list.ts'), workflowNouns),
      run: command(() => import('./commands/workflows-run.ts')),
      runs: {
        group: group('runs', 'runs of workflows'),
        commands: {
          list: command(() => import('./commands/runs-list.ts'), workflowNouns),
          get: command(() => import('./commands/runs-get.ts'), workflowNouns),
          cancel: command(() => import('./commands/runs-cancel.ts')),
        },
      },
    },
  },
  agents: {
    group: group('agents', 'agents and their sessions'),
    commands: {
      list: command(() => import('./commands/workflows-list.ts'), agentNouns),
      sessions: {
        group: group('sessions', 'sessions of agents'),
        commands: {
          list: command(() => import('./commands/runs-list.ts'), agentNouns),
          get: command(() => import('./commands/runs-get.ts'), agentNouns),
        },
      },
    },
  },
  history: {
    group: group('history', 'runs and sessions across workflows, agents and projects'),
    commands: {
      list: command(() => import('./commands/history-list.ts')),
      get: command(() => import('./commands/history-get.ts')),
    },
  },
  targets: {
    group: group('targets', 'where runs come from, and which target is used'),
    commands: {
      list: command(() => import('./commands/targets-list.ts')),
      use: command(() => import('./commands/targets-use.ts')),
      test: command(() => import('./commands/targets-test.ts')),
    },
  },
  serve: {
    group: command(() => import('./commands/serve.ts')),
    commands: {
      token: {
        group: group('token', 'who may use a served store, and for what'),
        commands: {
          add: command(() => import('./commands/serve-token-add.ts')),
          list: command(() => import('./commands/serve-token-list.ts')),
          revoke: command(() => import('./commands/serve-token-revoke.ts')),
        },
      },
    },
  },
  completion: command(() => import('./commands/completion.ts')),
};

type CommandFile = {
  readonly declareCommand: (parent: Command, runner: Runner, nouns: Nouns) => Command;
};

/** `nouns` are for the commands that workflows and agents share. */
function command(load: () => Promise<CommandFile>, nouns = workflowNouns): Declare {
  return async (parent, runner) => (await load()).declareCommand(parent, runner, nouns);
}

function group(name: string, description: string): Declare {
  return async parent => parent.command(name).description(description);
}

/** Declares the command that the first words of a line name; every command where they name none. */
export async function declareCommands(
  program: Command,
  runner: Runner,
  words: readonly string[] = [],
): Promise<void> {
  if (words[0] !== undefined && Object.hasOwn(commandTree, words[0])) {
    return declareTree(commandTree, program, runner, words);
  }
  const [inspect, completeLine, { declareDemoRuns }] = await Promise.all([
    import('./commands/inspect.ts'),
    import('./commands/complete-line.ts'),
    import('./demo-process.ts'),
  ]);
  inspect.declareCommand(program, runner);
  await declareTree(commandTree, program, runner, []);
  completeLine.declareCommand(program, runner);
  declareDemoRuns(program, runner);
}

async function declareTree(
  tree: CommandTree,
  parent: Command,
  runner: Runner,
  [word, ...words]: readonly string[],
): Promise<void> {
  const isNamed = word !== undefined && Object.hasOwn(tree, word);
  for (const [name, node] of Object.entries(tree)) {
    if (isNamed && name !== word) continue;
    if (typeof node === 'function') await node(parent, runner);
    else await declareTree(node.commands, await node.group(parent, runner), runner, isNamed ? words : []);
  }
}

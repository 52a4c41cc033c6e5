import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InspectorError } from '../../model/errors.ts';
import { nodeProgram, type Program, runProgram } from '../../programs/run-program.ts';

type CancelRequest = {
  readonly dataFolder: string;
  readonly id: string;
  /** The tag in the names of files that a test runner wrote. */
  readonly tag?: string;
  readonly secretVariables: readonly string[];
  readonly signal?: AbortSignal;
};

/** The outcome of the program; whether the run was canceled is in the run's file. */
type CancelAttempt = { readonly type: 'requested' } | { readonly type: 'refused'; readonly reason: string };

/** Runs project code in another process. Starts no world: that would execute the active runs again. */
export async function cancelByEngine(request: CancelRequest): Promise<CancelAttempt> {
  const projects = projectsOf(request.dataFolder);
  const world = projects.map(findWorld).find(path => path !== undefined);
  if (world !== undefined) return cancelByWorld(world, request);
  const command = projects.map(findCommand).find(path => path !== undefined);
  if (command !== undefined) return cancelByCommand(command, request);
  const reason = `no @workflow/world-local and no workflow command is installed for ${request.dataFolder}: install the project's packages`;
  return { type: 'refused', reason };
}

/** The folder where the engine was started, then the current folder. */
function projectsOf(dataFolder: string): readonly string[] {
  const parent = dirname(dataFolder);
  return [basename(parent) === '.next' ? dirname(parent) : parent, process.cwd()];
}

/** A package manager may link it only for the packages that depend on it. */
function findWorld(project: string): string | undefined {
  const world = '@workflow/world-local';
  const paths = [[world], ['workflow', world], ['workflow', '@workflow/core', world]];
  return paths.map(packages => resolveThrough(project, packages)).find(path => path !== undefined);
}

function resolveThrough(project: string, packages: readonly string[]): string | undefined {
  let from = join(project, 'package.json');
  try {
    for (const name of packages) from = createRequire(from).resolve(name);
    return from;
  } catch {
    return undefined;
  }
}

/** Reads the run first: the world would also write an event for a run that does not exist. */
const script = `
const [worldUrl, dataDir, id, tag] = process.argv.slice(1);
const { createLocalWorld } = await import(worldUrl);
const world = createLocalWorld({ dataDir, ...(tag ? { tag } : {}) });
try {
  const run = await world.runs.get(id, { resolveData: 'none' });
  if (run.status === 'pending' || run.status === 'running') {
    await world.events.create(id, { eventType: 'run_cancelled', specVersion: run.specVersion });
  }
} finally {
  await world.close?.();
}
process.exit(0);
`;

async function cancelByWorld(
  path: string,
  { dataFolder, id, tag, secretVariables, signal }: CancelRequest,
): Promise<CancelAttempt> {
  const args = ['--input-type=module', '-e', script, pathToFileURL(path).href, dataFolder, id, tag ?? ''];
  const { env } = process;
  return attempt({ file: nodeProgram(), args, cwd: dirname(dataFolder), env, secretVariables, signal });
}

async function cancelByCommand(
  command: string,
  { dataFolder, id, secretVariables, signal }: CancelRequest,
): Promise<CancelAttempt> {
  if (id.startsWith('-'))
    return { type: 'refused', reason: 'the workflow command takes such an id for an option' };
  const own = { WORKFLOW_LOCAL_DATA_DIR: dataFolder, WORKFLOW_TARGET_WORLD: 'local', NO_COLOR: '1' };
  const env = { ...process.env, ...own };
  const args = ['cancel', id, '--backend', 'local'];
  return attempt({ file: command, args, cwd: dirname(dataFolder), env, secretVariables, signal });
}

/** Failures of the program, timeouts included, become refusals. */
async function attempt(program: Omit<Program, 'name'>): Promise<CancelAttempt> {
  const name = "the engine's program";
  try {
    const { exitCode, stderr } = await runProgram({ ...program, name });
    if (exitCode === 0) return { type: 'requested' };
    const lines = stderr.split('\n').map(line => line.trim());
    const error = lines.find(line => /^(?:\w*Error\b|.*\bfailed\b)/.test(line));
    const reason = error ?? lines.find(line => line !== '') ?? `${name} ended with code ${exitCode}`;
    return { type: 'refused', reason };
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
    return { type: 'refused', reason: error.message };
  }
}

function findCommand(project: string): string | undefined {
  const name = process.platform === 'win32' ? 'workflow.cmd' : 'workflow';
  for (let folder = project; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', '.bin', name);
    if (existsSync(path)) return path;
    if (dirname(folder) === folder) return undefined;
  }
}

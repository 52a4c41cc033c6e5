import { createRequire } from 'node:module';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InspectorError } from '../../model/errors.ts';
import { tryParseJson } from '../../model/payload/json-text.ts';
import { runProgram } from '../../programs/run-program.ts';
import type { Signal } from './run-source.ts';

export type Project = {
  readonly projectFolder: string;
  /** What a program that is started does not get: see `Program`. */
  readonly secretVariables: readonly string[];
  /** Whether a stranger wrote the address: then no password file of the user is read for it either. */
  readonly isForeign?: boolean;
};

type PackageCall = Project & {
  readonly package: string;
  /** Where it is, if another package brings it. */
  readonly path?: string;
  /**
   * A module that calls `call(run)` once: `run` gets the package and the input, and gives what is printed as
   * JSON. The input, which may hold a password, is neither on the command line nor in the environment.
   */
  readonly script: string;
  readonly input: unknown;
} & Signal;

export type PackageAnswer =
  | { readonly type: 'sent'; readonly value: unknown }
  | { readonly type: 'refused'; readonly reason: string; readonly hint?: string };

const frame = `
import { readFileSync } from 'node:fs';
const { url, input } = JSON.parse(readFileSync(0, 'utf8'));
const call = async run => {
  try {
    const loaded = await import(url);
    console.log('\\n' + JSON.stringify({ value: await run({ ...loaded.default, ...loaded }, input) }));
    process.exit(0);
  } catch (error) {
    console.log('\\n' + JSON.stringify({ error: String(error?.message ?? error) }));
    process.exit(1);
  }
};
`;

/** Runs a script with a package of the project, which knows the engine's version, in another process. */
export async function callPackage(call: PackageCall): Promise<PackageAnswer> {
  const { projectFolder, secretVariables, isForeign = false, script, input, signal } = call;
  const path = call.path ?? findPackage(call.package, call);
  if (path === undefined) {
    const reason = `no ${call.package} is installed in ${projectFolder}`;
    return { type: 'refused', reason, hint: "start runlens in the application's folder" };
  }
  const task = JSON.stringify({ url: pathToFileURL(path).href, input });
  const name = `the project's ${call.package}`;
  const args = ['--no-deprecation', '--input-type=module', '-e', frame + script];
  const file = nodeProgram();
  const env = isForeign ? { ...process.env, PGPASSFILE: devNull } : process.env;
  const program = { name, file, args, cwd: projectFolder, env, input: task, secretVariables, signal };
  try {
    const end = await runProgram(program);
    const answer: unknown = tryParseJson(end.stdout.trim().split('\n').at(-1) ?? '');
    if (typeof answer !== 'object' || answer === null) return refused(end.stderr, name, end.exitCode);
    if ('error' in answer) return { type: 'refused', reason: String(answer.error) };
    return { type: 'sent', value: 'value' in answer ? answer.value : undefined };
  } catch (error) {
    // After any other error the script may have done its work.
    if (!(error instanceof InspectorError) || error.kind !== 'unreachable') throw error;
    return { type: 'refused', reason: error.message };
  }
}

/** The Node that runs scripts: this one, or where runlens is one file, the user's. */
function nodeProgram(): string {
  return process.getBuiltinModule('node:sea').isSea() ? 'node' : process.execPath;
}

function refused(stderr: string, name: string, exitCode: number): PackageAnswer {
  const lines = stderr.split('\n').map(line => line.trim());
  return { type: 'refused', reason: lines.find(Boolean) ?? `${name} ended with code ${exitCode}` };
}

/** Resolves a package as the programs of the project do, else from the current folder. */
export function findPackage(
  name: string,
  { projectFolder }: Pick<Project, 'projectFolder'>,
): string | undefined {
  const folders = [projectFolder, process.cwd()];
  try {
    return createRequire(join(projectFolder, 'package.json')).resolve(name, { paths: folders });
  } catch {
    return undefined;
  }
}

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InspectorError } from '../../model/errors.ts';

/** What a configuration file says of targets. */
export type TargetConfig = {
  readonly path: string;
  /** The target to use: a name of `targets`, or a location. */
  readonly target?: string;
  /** Locations by name; relative ones start at the file's folder. */
  readonly targets: Readonly<Record<string, string>>;
  /** What the file says that nobody reads. */
  readonly warnings: readonly string[];
};

export const projectConfigName = 'runlens.config.yaml';

const secretKey = /token|secret|password|api_?key|authorization|credential/i;
const secretInAddress = /^[a-z][a-z0-9+.-]*:\/\/[^/]*:[^/]*@|[?&](token|api_?key|key|secret)=/i;

/** The nearest `runlens.config.yaml`, from `cwd` upwards. */
export function findProjectConfig(cwd: string): string | undefined {
  return foldersUpwards(cwd)
    .map(folder => join(folder, projectConfigName))
    .find(path => existsSync(path));
}

export function foldersUpwards(cwd: string): readonly string[] {
  const parent = dirname(cwd);
  return parent === cwd ? [cwd] : [cwd, ...foldersUpwards(parent)];
}

/** Reads a project's configuration, which may be shared with others: one that holds a secret is refused. */
export async function readProjectConfig(path: string): Promise<TargetConfig> {
  const { value, config } = await readConfig(path);
  const secret = Object.keys(value).find(key => secretKey.test(key));
  if (secret !== undefined) throw secretRefused(path, `"${secret}"`);
  for (const location of [config.target ?? '', ...Object.values(config.targets)]) {
    if (secretInAddress.test(location)) throw secretRefused(path, 'a secret inside an address');
  }
  return config;
}

/** Reads the user's configuration; one that does not exist says nothing. */
export async function readUserConfig(path: string): Promise<TargetConfig> {
  if (!existsSync(path)) return { path, targets: {}, warnings: [] };
  return (await readConfig(path)).config;
}

async function readConfig(
  path: string,
): Promise<{ readonly value: Readonly<Record<string, unknown>>; readonly config: TargetConfig }> {
  const [{ load, YAMLException }, v] = await Promise.all([import('js-yaml'), import('valibot')]);
  const schema = v.looseObject({
    target: v.optional(v.pipe(v.string('must be a name or a location'), v.minLength(1, 'is empty'))),
    targets: v.optional(v.record(v.string(), v.string('must be a location')), {}),
  });
  try {
    const text = readFileSync(path, 'utf8');
    const result = v.safeParse(schema, isBlank(text) ? {} : load(text));
    if (!result.success) {
      const [issue] = result.issues;
      throw unreadable(path, `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
    }
    const { target, targets, ...rest } = result.output;
    const warnings = Object.keys(rest).map(key => `${path}: "${key}" is not known and was not read`);
    return { value: result.output, config: { path, target, targets, warnings } };
  } catch (error) {
    if (error instanceof InspectorError) throw error;
    if (error instanceof YAMLException) throw unreadable(path, error.reason, error);
    throw unreadable(path, error instanceof Error ? error.message : String(error), error);
  }
}

/** Nothing but comments and white space, which YAML does not take as a document. */
function isBlank(yaml: string): boolean {
  return yaml.replace(/^\s*#.*$/gm, '').trim() === '';
}

function unreadable(path: string, reason: string, cause?: unknown): InspectorError {
  return new InspectorError('usage', `cannot read ${path}: ${reason}`, {
    hint: 'it holds "target: <name or location>" and "targets:" with a location for each name',
    cause,
  });
}

function secretRefused(path: string, what: string): InspectorError {
  return new InspectorError('usage', `${path} holds ${what}: secrets do not belong into a project's file`, {
    hint: 'remove it there; a token comes from the environment',
  });
}

import type { Json, JsonObject, Script, ScriptError, ScriptStep } from './run-script.ts';

export function step(name: string, input: Json, output: Json, fields: Partial<ScriptStep> = {}): ScriptStep {
  return { name, type: 'action', input, output, attempts: 1, ms: 40, calls: [], steps: [], ...fields };
}

/** A run of a workflow that an API started, with the fields that differ. */
export function script(name: string, fields: Partial<Script> & Pick<Script, 'input' | 'steps'>): Script {
  return { name, kind: 'workflow', trigger: 'api', services: [], models: [], raw: {}, ...fields };
}

/**
 * Sets a value at a place: `input.items.3.sku` of the run, `charge: output.status` of a step, or
 * `chat: model.gen_ai.request.model` of the step's call of that kind, where the whole rest is one name.
 */
export function put(run: Script, place: string, value: Json): void {
  const { container, key } = containerOf(run, place);
  if (Array.isArray(container)) container[Number(key)] = value;
  else container[key] = value;
}

/** Puts a further item into a list, before the one at its place. */
export function insert(run: Script, place: string, value: Json): void {
  const { container, key } = containerOf(run, place);
  if (!Array.isArray(container)) throw new Error(`no list at ${place}`);
  container.splice(Number(key), 0, value);
}

export function remove(run: Script, place: string): void {
  const { container, key } = containerOf(run, place);
  if (Array.isArray(container)) container.splice(Number(key), 1);
  else Reflect.deleteProperty(container, key);
}

function containerOf(run: Script, place: string): { container: Json[] | JsonObject; key: string } {
  const [first = '', second] = place.split(': ');
  const owner = second === undefined ? run : findStep(run, first);
  const [part = '', ...keys] = (second ?? first).split('.');
  if ('calls' in owner && (part === 'http' || part === 'model' || part === 'tool')) {
    const call = owner.calls.find(({ kind }) => kind === part);
    if (call) return { container: call.attributes, key: keys.join('.') };
  }
  let container = part === 'output' ? owner.output : owner.input;
  for (const key of keys.slice(0, -1)) container = memberOf(container, key);
  const key = keys.at(-1);
  if (typeof container !== 'object' || container === null || key === undefined)
    throw new Error(`no container at ${place}`);
  return { container, key };
}

function memberOf(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return Array.isArray(value) ? value[Number(key)] : value[key];
}

export function findStep(run: Script, name: string): ScriptStep {
  return last(pathTo(run.steps, name));
}

/** The steps from the run down to the first one of that name. */
function pathTo(steps: readonly ScriptStep[], name: string): readonly ScriptStep[] {
  const path = findPath(steps, name);
  if (!path) throw new Error(`no step ${name}`);
  return path;
}

function findPath(steps: readonly ScriptStep[], name: string): readonly ScriptStep[] | undefined {
  for (const one of steps) {
    if (one.name === name) return [one];
    const below = findPath(one.steps, name);
    if (below) return [one, ...below];
  }
  return undefined;
}

function last(path: readonly ScriptStep[]): ScriptStep {
  const found = path.at(-1);
  if (!found) throw new Error('an empty path');
  return found;
}

function listWith(run: Script, name: string): ScriptStep[] {
  return pathTo(run.steps, name).at(-2)?.steps ?? run.steps;
}

/** Makes a step fail, and with it those that it is in and the run; what comes later is not done. */
export function fail(run: Script, name: string, error: ScriptError, attempts = 1): void {
  let list = run.steps;
  for (const one of pathTo(run.steps, name)) {
    list.splice(list.indexOf(one) + 1);
    delete one.output;
    one.error = error;
    list = one.steps;
  }
  findStep(run, name).attempts = attempts;
  delete run.output;
  run.error = error;
}

/** Makes the run fail where no step does. */
export function failAtEnd(run: Script, error: ScriptError): void {
  delete run.output;
  run.error = error;
}

export function errorOf(name: string, message: string): ScriptError {
  return { name, message };
}

/** A step passes in so many attempts. */
export function retry(run: Script, name: string, attempts: number): void {
  findStep(run, name).attempts = attempts;
}

export function dropStep(run: Script, name: string): void {
  const list = listWith(run, name);
  list.splice(list.indexOf(findStep(run, name)), 1);
}

export function addStep(run: Script, before: string, added: ScriptStep): void {
  const list = listWith(run, before);
  list.splice(list.indexOf(findStep(run, before)), 0, added);
}

/** All steps of a name are replaced by others, at the place of the first one. */
export function replaceSteps(run: Script, name: string, steps: readonly ScriptStep[]): void {
  const list = listWith(run, name);
  const place = list.indexOf(findStep(run, name));
  const others = list.filter(one => one.name !== name);
  list.splice(0, list.length, ...others.slice(0, place), ...steps, ...others.slice(place));
}

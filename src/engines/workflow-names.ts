/** `processOrder` of `workflow//./src/order//processOrder`; for a default export, its module's name. */
export function shortName(name: string): string {
  const [kind, module, ...rest] = name.split('//');
  const path = rest.join('//');
  if (kind === undefined || module === undefined || path === '') return name;
  const last = path.split('/').at(-1) ?? '';
  if (last !== 'default' && last !== '__default' && last !== '') return last;
  return moduleName(module) || name;
}

/** `order` of `./src/jobs/order`, `shared` of `@myorg/shared@1.2.3`. */
function moduleName(module: string): string {
  const version = module.startsWith('.') ? -1 : module.lastIndexOf('@');
  const path = version > 0 ? module.slice(0, version) : module;
  return path.split('/').at(-1) ?? '';
}

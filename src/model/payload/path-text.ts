/** `$.order.items[2]["two words"]` */
export function pathText(path: readonly (string | number)[]): string {
  const steps = path.map(step => {
    if (typeof step === 'number') return `[${step}]`;
    return /^[A-Za-z_$][\w$]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return `$${steps.join('')}`;
}

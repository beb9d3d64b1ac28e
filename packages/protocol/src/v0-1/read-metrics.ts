/**
 * In 0.1.0 optional metrics were null by default; today they have a zero. A null is "left out". Other values, and
 * things that are no object, stay as they are, so that the schema judges them.
 */
export function withoutNulls(metrics: object): object {
  if (Array.isArray(metrics)) return metrics;
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => value !== null));
}

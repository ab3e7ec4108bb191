/** An object of a definition, as it was parsed. */
export type Fields = Readonly<Record<string, unknown>>;

/** How one state leads to another, with what is assigned on the way. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly assign: Fields;
}

/** A state, with all the ways out of it. */
export interface State {
  readonly name: string;
  readonly fields: Fields;
  readonly edges: readonly Edge[];
}

/** States that follow each other: a machine's own, or those within a Map. */
export interface Flow {
  readonly startAt: string;
  readonly states: readonly State[];
  /** The flows within, by the name of their Map. */
  readonly inner: ReadonlyMap<string, Flow>;
}

/** A text somewhere in a state: `path` is where (`Catch[0]/Assign/failure/cause`). */
export interface Place {
  readonly path: string;
  readonly text: string;
}

/** The flow of a definition. */
export function flowOf(definition: Fields): Flow {
  const entries = Object.entries((definition.States ?? {}) as Record<string, Fields>);
  const states = entries.map(([name, fields]) => ({ name, fields, edges: edgesOf(name, fields) }));
  const inner = entries.flatMap(([name, fields]) =>
    fields.ItemProcessor ? [[name, flowOf(fields.ItemProcessor as Fields)] as const] : [],
  );
  return { startAt: String(definition.StartAt), states, inner: new Map(inner) };
}

/** The flow and all flows within it. */
export function flowsOf(flow: Flow): readonly Flow[] {
  return [flow, ...[...flow.inner.values()].flatMap(flowsOf)];
}

/** All states, those within Maps too. */
export const statesOf = (flow: Flow): readonly State[] => flowsOf(flow).flatMap((one) => one.states);

/** The objects of a list field: Retry, Catch, Choices. */
export const entriesOf = (fields: Fields, name: string): readonly Fields[] => (fields[name] ?? []) as Fields[];

function edgesOf(from: string, fields: Fields): Edge[] {
  const own = (to: unknown, { Assign = {} }: Fields): Edge[] =>
    typeof to === 'string' ? [{ from, to, assign: Assign as Fields }] : [];
  return [
    ...entriesOf(fields, 'Choices').flatMap((rule) => own(rule.Next, rule)),
    ...own(fields.Next ?? fields.Default, fields),
    ...entriesOf(fields, 'Catch').flatMap((catcher) => own(catcher.Next, catcher)),
  ];
}

/** Every text in a state but those of the states within it. */
export function textsOf(state: State): readonly Place[] {
  const { ItemProcessor: _, ...fields } = state.fields;
  return textsIn(fields, '');
}

function textsIn(value: unknown, path: string): readonly Place[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, path === '' ? key : `${path}/${key}`));
}

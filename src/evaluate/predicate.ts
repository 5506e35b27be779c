import type { Node, SameNode } from "../lower/ir.ts";
import { leafTest } from "./leaf-test.ts";
import { compileReader } from "./values.ts";

/** Whether an event, with the element bound by an enclosing `some`, satisfies a node. */
type Compiled = (event: unknown, element: unknown) => boolean;

/** Compiles a condition once; the result never throws, whatever the event is. */
export function compilePredicate(node: Node): (event: unknown) => boolean {
  const compiled = compile(node);
  return (event) => compiled(event, undefined);
}

function compile(node: Node): Compiled {
  switch (node.kind) {
    case "const":
      return () => node.value;
    case "and": {
      const all = node.children.map(compile);
      return (event, element) => all.every((one) => one(event, element));
    }
    case "or": {
      const any = node.children.map(compile);
      return (event, element) => any.some((one) => one(event, element));
    }
    case "not": {
      const child = compile(node.child);
      return (event, element) => !child(event, element);
    }
    case "some":
    case "every":
      return quantifier(node);
    case "same":
      return same(node);
    default: {
      const read = compileReader(node.field);
      const test = leafTest(node);
      return (event, element) => read(event, element, test);
    }
  }
}

function quantifier(node: Extract<Node, { kind: "some" | "every" }>): Compiled {
  const child = compile(node.child);
  const readers = node.lists.map(compileReader);
  if (node.kind === "some") {
    return (event, element) => readers.some((read) => read(event, element, (one) => child(event, one)));
  }
  return (event, element) => {
    let found = false;
    const fails = (one: unknown): boolean => {
      found = true;
      return !child(event, one);
    };
    return !readers.some((read) => read(event, element, fails)) && found;
  };
}

function same(node: SameNode): Compiled {
  const left = compileReader(node.field);
  const right = compileReader(node.other);
  return (event, element) =>
    left(event, element, (value) => isScalar(value) && right(event, element, (other) => other === value));
}

function isScalar(value: unknown): boolean {
  return value !== null && value !== undefined && typeof value !== "object";
}

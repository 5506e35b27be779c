import ipaddr from "ipaddr.js";
import { RuleSyntaxError } from "../syntax-error.ts";
import { derive } from "./bound.ts";
import { argument, checkCount, type FunctionFamily, type ScalarFunction, simple } from "./functions.ts";
import type { Value } from "./types.ts";

interface Network {
  readonly bits: number;
  readonly prefix: number;
}

/** `a.b.c.d` or `a.b.c.d/n` → bits and prefix, else null. */
function ipv4(text: Value): Network | null {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(String(text).trim());
  if (!found) return null;
  const parts = [1, 2, 3, 4].map((i) => Number(found[i]));
  const prefix = found[5] === undefined ? 32 : Number(found[5]);
  if (prefix > 32 || parts.some((part) => part > 255)) return null;
  return { bits: parts.reduce((all, part) => all * 256 + part, 0), prefix };
}

function cut(bits: number, prefix: number): number {
  return Math.floor(bits / 2 ** (32 - prefix));
}

function inRange(address: Value, range: Value): boolean | null {
  const [ip, net] = [ipv4(address), ipv4(range)];
  if (!ip || !net) return null;
  return cut(ip.bits, net.prefix) === cut(net.bits, net.prefix);
}

function inAny(address: Value, ranges: readonly Value[]): boolean | null {
  if (!ipv4(address)) return null;
  const results = ranges.map((range) => inRange(address, range));
  if (results.includes(true)) return true;
  return results.includes(null) ? null : false;
}

const inAnyRange: ScalarFunction = (call, args) => {
  checkCount(call, args.length, 2);
  const [address, ...ranges] = args;
  if (!address) throw new RuleSyntaxError("an argument is missing", call.offset);
  const read = argument(address, "text", call.name);
  return derive(args, "bool", call.offset, (row, context) => {
    const all = ranges.flatMap((range) => {
      const value = range.eval(row, context);
      return Array.isArray(value) ? value : [value];
    });
    return inAny(read(row, context), all);
  });
};

/** The result of a comparison under the shorter of the prefixes. */
function compare(a: Value, b: Value, prefix: Value): number | null {
  const [x, y] = [ipv4(a), ipv4(b)];
  if (!x || !y) return null;
  const bits = Math.min(x.prefix, y.prefix, prefix === undefined ? 32 : Number(prefix));
  return Math.sign(cut(x.bits, bits) - cut(y.bits, bits));
}

function inIpv6Range(address: Value, range: Value): boolean | null {
  try {
    const [network, bits] = ipaddr.parseCIDR(String(range));
    const ip = ipaddr.parse(String(address));
    const mapped = (value: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv6 =>
      value instanceof ipaddr.IPv4 ? value.toIPv4MappedAddress() : value;
    const prefix = network instanceof ipaddr.IPv4 ? bits + 96 : bits;
    return mapped(ip).match(mapped(network), prefix);
  } catch {
    return null;
  }
}

const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/** Addresses (Microsoft: "ipv4_is_in_range()" and its kin): what is no address gives null. */
export const ipFunctions: FunctionFamily = [
  ["ipv4_is_in_any_range", inAnyRange],
  simple("ipv4_is_in_range", ["text", "text"], "bool", inRange),
  simple("ipv4_is_private", ["text"], "bool", (address) => inAny(address, PRIVATE)),
  simple("ipv4_compare", ["text", "text", "whole"], "long", compare, { optional: 1 }),
  simple(
    "ipv4_is_match",
    ["text", "text", "whole"],
    "bool",
    (a, b, prefix) => {
      const order = compare(a, b, prefix);
      return order === null ? null : order === 0;
    },
    { optional: 1 },
  ),
  simple("ipv6_is_in_range", ["text", "text"], "bool", inIpv6Range),
];

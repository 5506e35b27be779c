import ipaddr from "ipaddr.js";

/** An address or network as Elasticsearch stores it: 128 bits as hexadecimal, so that order is text order. */
export interface Network {
  readonly low: string;
  readonly high: string;
}

function bytesOf(address: ipaddr.IPv4 | ipaddr.IPv6): number[] {
  const wide = address instanceof ipaddr.IPv4 ? address.toIPv4MappedAddress() : address;
  return wide.toByteArray();
}

function hex(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function strict(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return text.includes(":") && ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined;
}

/** Reads an address or, where asked, a CIDR network (Elastic: "IP field type"); undefined when it is neither. */
export function readNetwork(text: string, cidr: boolean): Network | undefined {
  const [head = "", tail, more] = text.split("/");
  const address = strict(head);
  if (!address || more !== undefined || (tail !== undefined && (!cidr || !/^\d{1,3}$/.test(tail))))
    return undefined;
  const width = address instanceof ipaddr.IPv4 ? 32 : 128;
  const prefix = tail === undefined ? width : Number(tail);
  if (prefix > width) return undefined;
  const free = width - prefix;
  const bytes = bytesOf(address);
  const edge = (fill: 0 | 1): number[] =>
    bytes.map((byte, i) => {
      const bits = Math.min(8, Math.max(0, free - (15 - i) * 8));
      const mask = (1 << bits) - 1;
      return fill === 0 ? byte & ~mask & 255 : byte | mask;
    });
  return { low: hex(edge(0)), high: hex(edge(1)) };
}

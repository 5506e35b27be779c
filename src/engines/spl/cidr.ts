import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

function parseAddress(text: string): Address | undefined {
  if (text.length > 50) return undefined;
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return text.includes(":") && ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined;
}

/**
 * A test whether an address lies in a network (Splunk: `cidrmatch`, and CIDR notation in `search`); undefined
 * where the text is no network. Something that is no address lies in none.
 */
export function parseCidr(text: string): ((address: string) => boolean) | undefined {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const network = match?.[1] === undefined ? undefined : parseAddress(match[1]);
  const bits = Number(match?.[2]);
  if (network === undefined || bits > (network.kind() === "ipv4" ? 32 : 128)) return undefined;
  return (candidate) => {
    const address = parseAddress(candidate);
    return address !== undefined && address.kind() === network.kind() && inside(address, network, bits);
  };
}

function inside(address: Address, network: Address, bits: number): boolean {
  const left = address.toByteArray();
  const right = network.toByteArray();
  return left.every((byte, i) => {
    const free = Math.min(8, Math.max(0, (i + 1) * 8 - bits));
    return byte >> free === (right[i] ?? 0) >> free;
  });
}

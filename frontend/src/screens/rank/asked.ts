/** What a ranking is asked for. It lives in the address, so that going back, reloading and sending a link show the same. */
import { useMemo } from "react";
import { useSearchParams } from "react-router";

export const PROFILES = ["balanced", "semantic_60_40", "factors_50_30_20", "sections_40_40_20"] as const;
export const ORDERS = ["score", "name", "experience", "missing"] as const;
export type Profile = (typeof PROFILES)[number];
export type Order = (typeof ORDERS)[number];
export type Weights = Readonly<Record<string, number>>;

export interface Asked {
  /** These résumés alone; null for all that are stored. */
  of: readonly string[] | null;
  profile: Profile;
  /** Own weights in place of the profile's, in points of any sum. */
  weights: Weights | null;
  minScore: number;
  skill: string;
  isBlind: boolean;
  order: Order;
  page: number;
}

export const NOTHING_ASKED: Asked = {
  of: null, profile: "balanced", weights: null, minScore: 0, skill: "", isBlind: false, order: "score", page: 1,
};

export function useAsked(): [Asked, (change: Partial<Asked>) => void] {
  const [params, setParams] = useSearchParams();
  const text = params.toString();
  const asked = useMemo(() => readAsked(new URLSearchParams(text)), [text]);
  const ask = (change: Partial<Asked>) => {
    // The page belongs to the list as it was.
    const back = "page" in change || "order" in change ? {} : { page: 1 };
    setParams((now) => writeAsked({ ...readAsked(now), ...back, ...change }), { replace: true });
  };
  return [asked, ask];
}

export function readAsked(params: URLSearchParams): Asked {
  const of = params.get("of");
  return {
    of: of ? of.split(",") : null,
    profile: oneOf(PROFILES, params.get("profile")),
    weights: weightsIn(params.get("weights")),
    minScore: Number(params.get("min")) || 0,
    skill: params.get("skill") ?? "",
    isBlind: params.get("blind") === "1",
    order: oneOf(ORDERS, params.get("order")),
    page: Math.max(1, Number(params.get("page")) || 1),
  };
}

export function writeAsked({ of, profile, weights, minScore, skill, isBlind, order, page }: Asked): URLSearchParams {
  const said = {
    of: of?.join(","),
    profile: profile === "balanced" ? "" : profile,
    weights: weights && Object.entries(weights).map(([name, points]) => `${name}:${points}`).join(","),
    min: minScore ? String(minScore) : "",
    skill,
    blind: isBlind ? "1" : "",
    order: order === "score" ? "" : order,
    page: page > 1 ? String(page) : "",
  };
  return new URLSearchParams(Object.entries(said).filter((pair): pair is [string, string] => Boolean(pair[1])));
}

function weightsIn(text: string | null): Weights | null {
  const pairs = (text ?? "").split(",").map((pair) => pair.split(":")).map(([name, points]) => [name ?? "", Number(points)] as const);
  const good = pairs.filter(([name, points]) => name && points >= 0);
  return good.some(([, points]) => points > 0) ? Object.fromEntries(good) : null;
}

const oneOf = <Name extends string>(names: readonly [Name, ...Name[]], given: string | null): Name =>
  names.find((name) => name === given) ?? names[0];

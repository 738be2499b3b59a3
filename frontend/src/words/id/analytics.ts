import type { Words } from "..";

export const analytics: Words["analytics"] = {
  title: "Analitik",
  lead: "Bagaimana perekrutan berjalan.",
  empty: "Belum ada yang dapat dihitung.",
};

import type { Words } from "..";

export const interviews: Words["interviews"] = {
  title: "Wawancara",
  lead: "Siapa bertemu siapa, dan kapan.",
  empty: "Belum ada wawancara yang direncanakan.",
};

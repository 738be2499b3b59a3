import type { Words } from "..";

export const search: Words["search"] = {
  title: "Cari lowongan",
  lead: "Papan lowongan ditanya, dan hasilnya dicocokkan dengan CV.",
  empty: "Belum ada pencarian yang disimpan.",
};

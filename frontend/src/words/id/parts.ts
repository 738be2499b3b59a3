import type { Words } from "..";

export const parts: Words["parts"] = {
  loading: "Memuat …",
  tryAgain: "Coba lagi",
  close: "Tutup",
  cancel: "Batal",
  required: "wajib",
  dismiss: "Tutup pesan",
  previous: "Sebelumnya",
  next: "Berikutnya",
  page: (page, pages) => `Halaman ${page} dari ${pages}`,
  pages: "Halaman",
  dropHere: "Letakkan berkas di sini, atau pilih",
  choose: "Pilih berkas",
  problemTitle: "Itu tidak berhasil",
  reference: (id) => `Nomor untuk bantuan: ${id}`,
  waitSeconds: (seconds) => `Coba lagi dalam ${seconds} detik.`,
  offline: "Server tidak menjawab. Periksa koneksi lalu coba lagi.",
  broken: "Bagian halaman ini gagal. Muat lagi; data Anda aman di server.",
  reload: "Muat lagi",
  score: (score, grade) => `Skor ${score} dari 100, ${grade}`,
  notices: "Pemberitahuan",
};

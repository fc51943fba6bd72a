// Makes a .ftz of a .bin: keeps the rows that say most, and names each part of a row by the nearest of
// 256 centroids (Joulin et al., "FastText.zip"; Jégou et al. 2011, product quantisation).
//
// As the library's `quantize`, with k-means that repeats itself: starts from a seed, counts ties for the
// first, and moves an empty centroid to the point that is served worst.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "fasttext.hpp"
#include "fasttext_train.hpp"

namespace proofpile::fasttext {

struct Squeeze {
  int32_t cutoff = 0;  // rows to keep; 0 keeps all
  int32_t width = 2;   // numbers of a row that share a code
  bool norms = true, output = false;
  Schedule schedule;  // of training the rows again that are kept
};

// ---- k-means ------------------------------------------------------------------------------------------

// Points of `width` numbers, one after the other.
class Means {
 public:
  Means(const std::vector<float>& points, int64_t width, uint64_t seed) : width_(width) {
    const int64_t all = int64_t(points.size()) / width;
    std::vector<int32_t> order(static_cast<size_t>(all));
    std::iota(order.begin(), order.end(), 0);
    n_ = std::min(all, MOST_POINTS);
    for (int64_t i = 0; i < n_; ++i)
      std::swap(order[size_t(i)], order[size_t(i) + below(scrambled(seed, uint64_t(i)), uint64_t(all - i))]);
    columns_.assign(size_t(width * CENTROIDS), 0.0f);
    filled_ = std::min(n_, CENTROIDS);
    for (int64_t c = 0; c < filled_; ++c) place(c, points.data() + order[size_t(c)] * width);
    fit(points, order);
  }

  // The nearest centroid, the first of equals, and the square of its distance.
  std::pair<uint8_t, float> nearest(const float* point) const {
    switch (width_) {  // a width that the compiler knows is twice as fast
      case 1: return nearest_of<1>(point);
      case 2: return nearest_of<2>(point);
      case 4: return nearest_of<4>(point);
      default: return nearest_of<0>(point);
    }
  }
  float at(int64_t centroid, int64_t j) const { return columns_[size_t(j * CENTROIDS + centroid)]; }

 private:
  static constexpr int64_t MOST_POINTS = 256 * CENTROIDS, ROUNDS = 25;  // as the library
  static constexpr int LANES = 8;

  template <int WIDTH>
  std::pair<uint8_t, float> nearest_of(const float* point) const {
    const int64_t width = WIDTH ? WIDTH : width_;
    float best[LANES];
    int32_t which[LANES];
    for (int lane = 0; lane < LANES; ++lane) best[lane] = std::numeric_limits<float>::max(), which[lane] = 0;
    for (int32_t from = 0; from < int32_t(CENTROIDS); from += LANES) {
      float distance[LANES] = {};
      for (int64_t j = 0; j < width; ++j) {
        const float* column = columns_.data() + j * CENTROIDS + from;
        const float x = point[j];
        for (int lane = 0; lane < LANES; ++lane) distance[lane] += (x - column[lane]) * (x - column[lane]);
      }
      for (int lane = 0; lane < LANES; ++lane) {
        const bool nearer = distance[lane] < best[lane];
        best[lane] = nearer ? distance[lane] : best[lane];
        which[lane] = nearer ? from : which[lane];
      }
    }
    int32_t winner = 0;
    for (int lane = 1; lane < LANES; ++lane)
      if (best[lane] < best[winner] || (best[lane] == best[winner] && which[lane] + lane < which[winner] + winner))
        winner = lane;
    return {uint8_t(which[winner] + winner), best[winner]};
  }

  void place(int64_t centroid, const float* point) {
    for (int64_t j = 0; j < width_; ++j) columns_[size_t(j * CENTROIDS + centroid)] = point[j];
  }

  void fit(const std::vector<float>& points, const std::vector<int32_t>& order) {
    std::vector<uint8_t> codes(static_cast<size_t>(n_));
    std::vector<float> errors(static_cast<size_t>(n_));
    std::vector<double> sums;
    std::vector<int64_t> counts;
    for (int64_t round = 0; round < ROUNDS; ++round) {
      bool moved = round == 0;
      sums.assign(columns_.size(), 0.0);
      counts.assign(size_t(CENTROIDS), 0);
      for (int64_t i = 0; i < n_; ++i) {
        const float* point = points.data() + order[size_t(i)] * width_;
        const auto [code, error] = nearest(point);
        moved |= codes[size_t(i)] != code;
        codes[size_t(i)] = code;
        errors[size_t(i)] = error;
        ++counts[code];
        for (int64_t j = 0; j < width_; ++j) sums[size_t(j * CENTROIDS + code)] += double(point[j]);
      }
      if (!moved) break;
      for (int64_t c = 0; c < CENTROIDS; ++c)
        for (int64_t j = 0; j < width_ && counts[size_t(c)]; ++j)
          columns_[size_t(j * CENTROIDS + c)] = float(sums[size_t(j * CENTROIDS + c)] / double(counts[size_t(c)]));
      for (int64_t c = 0; c < filled_; ++c) {
        if (counts[size_t(c)]) continue;
        const auto worst = std::max_element(errors.begin(), errors.end());
        if (*worst <= 0.0f) break;  // fewer distinct points than centroids
        place(c, points.data() + order[size_t(worst - errors.begin())] * width_);
        *worst = 0.0f;
      }
    }
  }

  int64_t width_, n_ = 0, filled_ = 0;
  std::vector<float> columns_;  // by number, then by centroid
};

// ---- matrices -----------------------------------------------------------------------------------------

// Codes and centroids of `matrix`, rows of `columns` numbers, in parts of `width`.
class Coded {
 public:
  Coded(const std::vector<float>& matrix, int64_t columns, int64_t width, uint64_t seed)
      : columns_(columns), width_(width), parts_((columns + width - 1) / width) {
    const int64_t n = int64_t(matrix.size()) / columns;
    codes_.resize(size_t(n * parts_));
    std::vector<float> points;
    for (int64_t part = 0; part < parts_; ++part) {
      const int64_t wide = std::min(width, columns - part * width);
      points.resize(size_t(n * wide));
      for (int64_t i = 0; i < n; ++i)
        for (int64_t j = 0; j < wide; ++j)
          points[size_t(i * wide + j)] = matrix[size_t(i * columns + part * width + j)];
      const Means means(points, wide, scrambled(seed, uint64_t(part)));
      for (int64_t i = 0; i < n; ++i) codes_[size_t(i * parts_ + part)] = means.nearest(points.data() + i * wide).first;
      for (int64_t c = 0; c < CENTROIDS; ++c)
        for (int64_t j = 0; j < wide; ++j) centroids_.push_back(means.at(c, j));
    }
  }
  const std::vector<uint8_t>& codes() const { return codes_; }
  void write_centroids(Writer& file) const {
    const int64_t last = columns_ - (parts_ - 1) * width_;
    for (const int64_t value : {columns_, parts_, width_, last}) file.number(int32_t(value));
    file.bytes(centroids_.data(), centroids_.size() * sizeof(float));
  }

 private:
  int64_t columns_, width_, parts_;
  std::vector<uint8_t> codes_;
  std::vector<float> centroids_;
};

inline float norm_of(const float* row, int64_t dim) {
  float sum = 0.0f;
  for (int64_t j = 0; j < dim; ++j) sum += row[j] * row[j];
  return std::sqrt(sum);
}

inline void write_coded(Writer& file, std::vector<float> matrix, int64_t dim, int64_t width, bool with_norms,
                        uint64_t seed) {
  std::vector<float> norms;
  const int64_t n = int64_t(matrix.size()) / dim;
  for (int64_t i = 0; i < n && with_norms; ++i) {
    float* row = matrix.data() + i * dim;
    norms.push_back(norm_of(row, dim));
    for (int64_t j = 0; j < dim && norms.back() > 0.0f; ++j) row[j] /= norms.back();
  }
  const Coded coded(matrix, dim, width, seed);
  file.number(uint8_t(with_norms));
  file.number(n);
  file.number(dim);
  file.number(int32_t(coded.codes().size()));
  file.bytes(coded.codes().data(), coded.codes().size());
  coded.write_centroids(file);
  if (!with_norms) return;
  const Coded lengths(norms, 1, 1, scrambled(seed, ~uint64_t(0)));
  file.bytes(lengths.codes().data(), lengths.codes().size());
  lengths.write_centroids(file);
}

// ---- the model ----------------------------------------------------------------------------------------

class Quantizing {
 public:
  Quantizing(const char* data, size_t size) {
    Bytes bytes(data, size);
    arguments_.read(bytes);
    dictionary_.read(bytes, arguments_);
    if (bytes.flag("the input matrix")) refuse("it is quantised already");
    if (dictionary_.kept >= 0) refuse("it is damaged: n-grams were left out, but the matrix is not quantised");
    Matrix input, output;
    input.read_dense(bytes, arguments_.dim, "the input matrix");
    const int64_t rows = dictionary_.words + int64_t(arguments_.bucket);
    if (input.rows() != rows) bytes.within(input.rows(), rows, rows, "the number of rows of the input matrix");
    if (bytes.flag("the output matrix")) refuse("it is damaged: its output matrix alone is quantised");
    output.read_dense(bytes, arguments_.dim, "the output matrix");
    bytes.within(output.rows(), dictionary_.labels, dictionary_.labels, "the number of rows of the output matrix");
    weights_.dim = arguments_.dim;
    copy(input, weights_.input);
    copy(output, weights_.output);
    words_.resize(size_t(dictionary_.words));
    std::iota(words_.begin(), words_.end(), 0);
  }

  template <typename Seen>
  std::string run(const Squeeze& squeeze, const Examples* examples, Seen seen) {
    if (squeeze.cutoff > 0 && squeeze.cutoff < dictionary_.words + int64_t(arguments_.bucket)) prune(squeeze.cutoff);
    if (examples) train_again(*examples, squeeze.schedule, seen);
    check_weights(reinterpret_cast<const char*>(weights_.input.data()), weights_.input.size(), "the input matrix");
    const uint64_t seed = squeeze.schedule.seed;
    Writer file;
    file.arguments(arguments_);
    file.sizes(int64_t(words_.size()), dictionary_.labels, dictionary_.tokens, pruned_ ? int64_t(buckets_.size()) : -1);
    for (const int32_t id : words_) entry(file, id, false);
    for (int32_t i = 0; i < dictionary_.labels; ++i) entry(file, dictionary_.words + i, true);
    for (size_t i = 0; i < buckets_.size() && pruned_; ++i) file.number(buckets_[i]), file.number(int32_t(i));
    file.number(uint8_t(1));
    write_coded(file, std::move(weights_.input), weights_.dim, squeeze.width, squeeze.norms, seed);
    file.number(uint8_t(squeeze.output));
    if (squeeze.output) write_coded(file, weights_.output, weights_.dim, 2, squeeze.norms, scrambled(seed, 1));
    else file.dense(weights_.output, weights_.dim);
    return file.take();
  }

 private:
  static void copy(const Matrix& matrix, std::vector<float>& to) {
    to.resize(size_t(matrix.rows() * matrix.columns()));
    for (int64_t i = 0; i < matrix.rows(); ++i) matrix.row(i, to.data() + i * matrix.columns());
  }
  void entry(Writer& file, int32_t id, bool is_label) const {
    file.entry(dictionary_.names[size_t(id)], dictionary_.counts[size_t(id)], is_label);
  }

  // Keeps the end of the line and the `cutoff` - 1 longest other rows; of equals, the first.
  void prune(int64_t cutoff) {
    const int64_t n = int64_t(weights_.input.size()) / weights_.dim;
    std::vector<float> norms(static_cast<size_t>(n));
    for (int64_t i = 0; i < n; ++i) norms[size_t(i)] = norm_of(weights_.input.data() + i * weights_.dim, weights_.dim);
    const int32_t end = dictionary_.find(END_OF_LINE, hash_of(END_OF_LINE));
    if (end >= 0 && end < dictionary_.words) norms[size_t(end)] = std::numeric_limits<float>::infinity();
    std::vector<int32_t> rows(static_cast<size_t>(n));
    std::iota(rows.begin(), rows.end(), 0);
    std::nth_element(rows.begin(), rows.begin() + cutoff, rows.end(), [&](int32_t a, int32_t b) {
      const float x = norms[size_t(a)], y = norms[size_t(b)];
      return x > y || (x == y && a < b);
    });
    rows.resize(size_t(cutoff));
    std::sort(rows.begin(), rows.end());
    words_.clear();
    buckets_.clear();
    std::vector<float> kept;
    kept.reserve(size_t(cutoff * weights_.dim));
    for (const int32_t row : rows) {
      row < dictionary_.words ? words_.push_back(row) : buckets_.push_back(row - dictionary_.words);
      const float* from = weights_.input.data() + row * weights_.dim;
      kept.insert(kept.end(), from, from + weights_.dim);
    }
    weights_.input = std::move(kept);
    pruned_ = true;
  }

  template <typename Seen>
  void train_again(const Examples& examples, const Schedule& schedule, Seen seen) {
    if (arguments_.loss != SOFTMAX || arguments_.maxn > 0)
      refuse("only models with softmax and without character n-grams can be trained again");
    Kept kept;
    kept.fill(buckets_, arguments_.bucket);
    const std::vector<int32_t> rows = inverse(words_, size_t(dictionary_.words));
    Rows where;
    for (size_t i = 0; i < examples.words().size(); ++i) {
      const int32_t id = dictionary_.find(examples.words().name(i), examples.words().hash(i));
      where.word.push_back(id < 0 || id >= dictionary_.words ? -1 : rows[size_t(id)]);
    }
    for (size_t i = 0; i < examples.labels().size(); ++i) {
      const std::string_view name = examples.labels().name(i);
      const int32_t id = dictionary_.find(name, examples.labels().hash(i));
      if (id < dictionary_.words) refuse("the model has no label " + std::string(name));
      where.label.push_back(id - dictionary_.words);
    }
    where.words = int32_t(words_.size());
    where.word_ngrams = arguments_.word_ngrams;
    where.bucket = uint32_t(arguments_.bucket);
    where.kept = pruned_ ? &kept : nullptr;
    Descent<Seen>(weights_, examples, where, seen).run(schedule);
  }

  Arguments arguments_;
  Dictionary dictionary_;
  Weights weights_;
  std::vector<int32_t> words_, buckets_;  // those with rows, in the order of these
  bool pruned_ = false;
};

}  // namespace proofpile::fasttext

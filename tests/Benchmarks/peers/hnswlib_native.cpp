// hnswlib compiled for the machine it runs on, which Debian's package is not; index_speed.py compiles and starts it.
//   build VECTORS DIMENSIONS THREADS INDEX    float32 rows, 1 long; prints seconds, then writes INDEX
//   serve INDEX QUERIES DIMENSIONS THREADS    answers "EF FILE" lines: all queries once, their 11 nearest (int32) into FILE
#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <iostream>
#include <string>
#include <thread>
#include <vector>
#include <hnswlib/hnswlib.h>

static const size_t M = 16, efConstruction = 200, count = 11;

static std::vector<float> read(const char* path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    std::vector<float> numbers(file.tellg() / sizeof(float));
    file.seekg(0);
    file.read(reinterpret_cast<char*>(numbers.data()), numbers.size() * sizeof(float));
    return numbers;
}

static double seconds(const std::function<void()>& work) {
    auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

static void each(size_t from, size_t to, int threads, const std::function<void(size_t)>& work) {
    std::atomic<size_t> next(from);
    std::vector<std::thread> team;
    for (int t = 0; t < threads; t++) team.emplace_back([&] { for (size_t i; (i = next++) < to;) work(i); });
    for (auto& thread : team) thread.join();
}

static double resident() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.rfind("VmRSS:", 0) == 0) return std::stod(line.substr(6)) * 1024 / 1e6;
    return 0;
}

int main(int argc, char** argv) {
    std::string mode = argc > 1 ? argv[1] : "";
    if (argc != 6) return 2;
    size_t dimensions = std::stoul(argv[mode == "build" ? 3 : 4]);
    hnswlib::InnerProductSpace space(dimensions);
    if (mode == "build") {
        std::vector<float> vectors = read(argv[2]);
        size_t rows = vectors.size() / dimensions;
        hnswlib::HierarchicalNSW<float> index(&space, rows, M, efConstruction, 1);
        std::clock_t processor = std::clock();
        double took = seconds([&] {
            index.addPoint(vectors.data(), 0);
            each(1, rows, std::stoi(argv[4]), [&](size_t i) { index.addPoint(vectors.data() + i * dimensions, i); });
        });
        printf("{\"seconds\": %f, \"cpu\": %f}\n", took, double(std::clock() - processor) / CLOCKS_PER_SEC);
        index.saveIndex(argv[5]);
        return 0;
    }

    hnswlib::HierarchicalNSW<float> index(&space, argv[2]);
    std::vector<float> queries = read(argv[3]);
    size_t rows = queries.size() / dimensions;
    int threads = std::stoi(argv[5]);
    std::vector<int> labels(rows * count);
    std::cout << "ready" << std::endl;
    size_t ef;
    std::string path;
    while (std::cin >> ef >> path) {
        index.setEf(std::max(ef, count));
        double took = seconds([&] {
            each(0, rows, threads, [&](size_t i) {
                auto found = index.searchKnn(queries.data() + i * dimensions, count);
                for (size_t k = found.size(); k-- > 0; found.pop()) labels[i * count + k] = static_cast<int>(found.top().second);
            });
        });
        std::ofstream(path, std::ios::binary).write(reinterpret_cast<char*>(labels.data()), labels.size() * sizeof(int));
        std::cout << "{\"seconds\": " << took << ", \"megabytes\": " << resident() << "}" << std::endl;
    }
}
